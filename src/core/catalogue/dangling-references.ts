import { isRecord } from './parse-template.ts';

/** CloudFormation's pseudo parameters. */
const PSEUDO = /^AWS::/;

const SUBSTITUTION = /\$\{([^!}][^}]*)\}/g;

export interface Dangling {
  /** Where in the template. */
  readonly path: readonly string[];
  /** A parameter or resource that the template does not have. */
  readonly name: string;
}

/** References to parameters or resources that a template does not have. Answers none for a template with loops, whose names are not known. */
export function danglingReferences(template: Readonly<Record<string, unknown>>): readonly Dangling[] {
  const known = new Set(
    [template.Parameters, template.Resources].flatMap((part) => Object.keys(isRecord(part) ? part : {})),
  );
  if (JSON.stringify(template).includes('"Fn::ForEach::')) return [];
  const found: Dangling[] = [];
  for (const section of ['Resources', 'Outputs', 'Conditions']) {
    visit(template[section], [section], (name, path) => {
      if (!known.has(name) && !PSEUDO.test(name)) found.push({ path, name });
    });
  }
  return found;
}

type ReferenceVisitor = (name: string, path: readonly string[]) => void;

function visit(value: unknown, path: readonly string[], seen: ReferenceVisitor): void {
  if (Array.isArray(value)) value.forEach((item, n) => void visit(item, [...path, String(n)], seen));
  if (!isRecord(value)) return;
  for (const name of referencedNames(value)) seen(name, path);
  for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key], seen);
}

function referencedNames(value: Readonly<Record<string, unknown>>): readonly string[] {
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text } = value;
  if (Object.keys(value).length !== 1) return [];
  if (typeof ref === 'string') return [ref];
  if (Array.isArray(attribute)) return typeof attribute[0] === 'string' ? [attribute[0]] : [];
  if (typeof text === 'string') return substituted(text);
  if (!Array.isArray(text) || typeof text[0] !== 'string') return [];
  const own = isRecord(text[1]) ? Object.keys(text[1]) : [];
  return substituted(text[0]).filter((name) => !own.includes(name));
}

/** `${Resource.Attribute}` names the resource. */
function substituted(text: string): readonly string[] {
  return [...text.matchAll(SUBSTITUTION)].flatMap(([, name = '']) => name.trim().split('.')[0] ?? []);
}
