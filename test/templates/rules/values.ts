import { isRecord } from '../../../src/core/catalogue/parse-template.ts';
import type { TemplateParameter } from '../../../src/core/catalogue/template-contract.ts';

/** What decides on the values of a template besides its resources. */
export interface Reading {
  readonly parameters: Readonly<Record<string, TemplateParameter>>;
  readonly mappings: Readonly<Record<string, unknown>>;
}

/**
 * All that can stand at a path, whatever the parameters are: both branches of each `Fn::If`, every allowed value of a
 * parameter, every line of a mapping. A list stands for its items; `undefined` for what may be absent.
 */
export function valuesAt(root: unknown, path: readonly string[], reading: Reading): readonly unknown[] {
  const [step, ...rest] = path;
  const here = alternatives(root, reading).flatMap((value) =>
    Array.isArray(value) ? spread(value, reading) : [value],
  );
  if (step === undefined) return here;
  return here.flatMap((value) => valuesAt(isRecord(value) ? value[step] : undefined, rest, reading));
}

/** All that one value can be. `AWS::NoValue` is `undefined`. */
function alternatives(value: unknown, reading: Reading): readonly unknown[] {
  if (!isRecord(value)) return [value];
  const [[name = '', argument] = []] = Object.entries(value);
  if (name === 'Fn::If' && Array.isArray(argument)) {
    return argument.slice(1).flatMap((branch) => alternatives(branch, reading));
  }
  if (name === 'Ref' && argument === 'AWS::NoValue') return [undefined];
  if (name === 'Ref') return reading.parameters[String(argument)]?.AllowedValues ?? [value];
  if (name === 'Fn::FindInMap' && Array.isArray(argument)) return mapped(argument, reading) ?? [value];
  return [value];
}

function spread(list: readonly unknown[], reading: Reading): readonly unknown[] {
  return list
    .flatMap((item) => alternatives(item, reading))
    .flatMap((item) => (Array.isArray(item) ? spread(item, reading) : [item]))
    .filter((item) => item !== undefined);
}

/** Every value that a lookup can find: a key that is not written out may be any. */
function mapped([map, first, second]: readonly unknown[], { mappings }: Reading): readonly unknown[] | undefined {
  const lines = mappings[String(map)];
  if (!isRecord(lines)) return undefined;
  const chosen = entriesOf(lines, first).flatMap((line) => (isRecord(line) ? entriesOf(line, second) : []));
  return chosen.length > 0 ? chosen : undefined;
}

function entriesOf(record: Readonly<Record<string, unknown>>, key: unknown): readonly unknown[] {
  return typeof key === 'string' ? [record[key]] : Object.values(record);
}

/** YAML says `true`, a template as often `'true'`. */
export function isTrue(value: unknown): boolean {
  return String(value) === 'true';
}

export function isFalse(value: unknown): boolean {
  return String(value) === 'false';
}

/** The text of a string or of `Fn::Sub`; empty for any other value. */
export function textOf(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  const sub = isRecord(value) ? value['Fn::Sub'] : undefined;
  return String((Array.isArray(sub) ? sub[0] : sub) ?? '');
}

/** What a `Ref` or `Fn::GetAtt` names; undefined for any other value. */
export function referred(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  const attribute = value['Fn::GetAtt'];
  const name = value.Ref ?? (Array.isArray(attribute) ? attribute[0] : attribute);
  return typeof name === 'string' ? name.split('.')[0] : undefined;
}
