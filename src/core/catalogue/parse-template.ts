import { type Document, isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import { PlinthError } from '../errors.ts';

/** Tags whose long form is not `Fn::<tag>`. */
const longForms: Readonly<Record<string, string>> = { '!Ref': 'Ref', '!Condition': 'Condition' };

const aliasesMax = 100;

/**
 * A CloudFormation template as a plain value: YAML with its short tags (`!Ref x` becomes `{Ref: x}`), or JSON, which is
 * YAML too. Dates and versions stay strings. Throws InvalidRequest, with the file, line and column, for what is not a
 * template.
 */
export function parseTemplate(text: string, file = ''): Record<string, unknown> {
  const name = file === '' ? 'the template' : `template ${file}`;
  const document = parseDocument(text, { logLevel: 'error', uniqueKeys: true });
  const [problem] = document.errors;
  if (problem) throw new PlinthError('InvalidRequest', `${name} is not well-formed: ${problem.message}`);
  const value = plainValue(document.contents, { document, aliases: { left: aliasesMax } });
  if (!isRecord(value)) throw new PlinthError('InvalidRequest', `${name} is not a mapping with Resources`);
  return value;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Reading {
  readonly document: Document;
  readonly aliases: { left: number };
}

function plainValue(node: unknown, reading: Reading): unknown {
  if (isAlias(node)) {
    // Nested YAML aliases can expand a few lines to gigabytes.
    if (reading.aliases.left-- <= 0)
      throw new PlinthError('InvalidRequest', `more than ${aliasesMax} YAML aliases; repeat the content instead`);
    return plainValue(node.resolve(reading.document), reading);
  }
  if (isMap(node)) {
    const entries = node.items.map((pair) => [String(plainValue(pair.key, reading)), plainValue(pair.value, reading)]);
    return tagged(node, Object.fromEntries(entries));
  }
  if (isSeq(node)) {
    return tagged(
      node,
      node.items.map((item) => plainValue(item, reading)),
    );
  }
  return isScalar(node) ? tagged(node, node.value) : (node ?? null);
}

function tagged(node: Node, value: unknown): unknown {
  const tag = node.tag;
  if (!tag?.startsWith('!')) return value;
  const name = longForms[tag] ?? `Fn::${tag.slice(1)}`;
  return { [name]: tag === '!GetAtt' && typeof value === 'string' ? attributePath(value) : value };
}

/** `Resource.Attribute.Part` is split at the first dot into resource and attribute. */
function attributePath(text: string): string[] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}
