import type { z } from 'zod';
import type { FieldError } from './errors.ts';

const fieldsMax = 20;

/** What a schema found wrong, each at its JSON pointer, in words that say what to change. */
export function fieldErrors(error: z.ZodError): readonly FieldError[] {
  return error.issues.flatMap((issue) => fromIssue(issue, [])).slice(0, fieldsMax);
}

/** RFC 6901. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function fromIssue(issue: z.core.$ZodIssue, parents: readonly PropertyKey[]): readonly FieldError[] {
  const path = [...parents, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ pointer: jsonPointer([...path, key]), message: 'unknown field; remove it' }));
    case 'invalid_key':
      return issue.issues.map((inner) => ({ pointer: jsonPointer(path), message: `invalid key: ${words(inner)}` }));
    case 'invalid_union':
      return unionErrors(issue, path);
    default:
      return [{ pointer: jsonPointer(path), message: words(issue) }];
  }
}

/** The branch that came nearest: the one with the fewest complaints. Where each wants another type: all of these. */
function unionErrors(issue: z.core.$ZodIssueInvalidUnion, path: readonly PropertyKey[]): readonly FieldError[] {
  const types = expectedTypes({ ...issue, path: [] });
  const [nearest] = [...issue.errors].sort((one, other) => one.length - other.length);
  if (types || !nearest || nearest.length === 0) {
    const message = types ? `expected ${alternatives(types)}` : words(issue);
    return [{ pointer: jsonPointer(path), message }];
  }
  return nearest.flatMap((inner) => fromIssue(inner, path));
}

/** Undefined when something else than the type is wrong with one of the branches. */
function expectedTypes(issue: z.core.$ZodIssue): readonly string[] | undefined {
  if (issue.path.length > 0) return undefined;
  if (issue.code === 'invalid_type') return [TYPES[issue.expected] ?? issue.expected];
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return undefined;
  const branches = issue.errors.map(([only, ...more]) => (only && more.length === 0 ? expectedTypes(only) : undefined));
  return branches.includes(undefined) ? undefined : branches.flatMap((types) => types ?? []);
}

function alternatives(types: readonly string[]): string {
  return types.length < 2 ? types.join() : `${types.slice(0, -1).join(', ')} or ${types.at(-1)}`;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

/** How the schema library begins what it says of itself. A schema's own message stays as it is written. */
const UNWORDED = /^(Invalid |Too (big|small): |Unrecognized )|^Invalid$/;

function words(issue: z.core.$ZodIssue): string {
  if (!UNWORDED.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return typeWords(issue);
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${amount(issue.origin, issue.minimum)}`;
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${amount(issue.origin, issue.maximum)}`;
    case 'invalid_value':
      return `one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return issue.pattern === undefined ? `expected a ${issue.format}` : `must match ${issue.pattern}`;
    default:
      return 'invalid value';
  }
}

function typeWords({ expected, message }: z.core.$ZodIssueInvalidType): string {
  const wanted = TYPES[expected] ?? expected;
  const [, received = ''] = /received (\w+)$/.exec(message) ?? [];
  if (received === 'undefined') return `is missing; expected ${wanted}`;
  const isFraction = expected === 'int' && received === 'number';
  return isFraction ? `expected ${wanted}` : `expected ${wanted}, not ${TYPES[received] ?? received}`;
}

const COUNTED: Readonly<Record<string, string>> = { string: 'character', array: 'item' };

function amount(origin: string, limit: number | bigint): string {
  const unit = COUNTED[origin];
  return unit === undefined ? String(limit) : `${limit} ${unit}${Number(limit) === 1 ? '' : 's'}`;
}
