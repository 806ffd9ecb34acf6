import type { Json } from './definition.ts';
import { RuntimeFault } from './states-error.ts';

export type PathSegment =
  | { readonly kind: 'name'; readonly names: readonly [string] }
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from?: number; readonly to?: number; readonly by: number }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'descend' }
  | { readonly kind: 'filter'; readonly filter: PathFilter };

/** A filter `?(...)`: comparisons of the candidate's values with literals, joined by && and ||. */
export type PathFilter =
  | { readonly kind: 'any' | 'all'; readonly filters: readonly PathFilter[] }
  | { readonly kind: 'exists'; readonly operand: Operand }
  | { readonly kind: 'compare'; readonly operator: string; readonly left: Operand; readonly right: Operand };

export type Operand = { readonly path: readonly PathSegment[] } | { readonly literal: Json };

export interface JsonPath {
  /** `$`, `$$` or `$variable`. */
  readonly root: string;
  readonly segments: readonly PathSegment[];
}

const PATHS_MAX = 2000;
const parsed = new Map<string, JsonPath>();

/** Reads a JSONPath. Parsed paths are cached: the result depends on the text alone. */
export function parseJsonPath(path: string): JsonPath {
  const known = parsed.get(path);
  if (known !== undefined) return known;
  const read = readPath(path);
  if (parsed.size < PATHS_MAX) parsed.set(path, read);
  return read;
}

/** Reads `.name[0]...` after a root, as in filters after `@`. */
export function parseSegments(text: string): readonly PathSegment[] {
  const segments: PathSegment[] = [];
  let rest = text;
  while (rest !== '') {
    const [segment, length] = readSegment(rest);
    segments.push(...segment);
    rest = rest.slice(length);
  }
  return segments;
}

function readPath(path: string): JsonPath {
  const root = /^\$\$?[\p{L}\p{Nl}_]?[\p{L}\p{Nl}\p{Nd}\p{Mn}\p{Mc}_]*/u.exec(path)?.[0];
  if (root === undefined) throw new RuntimeFault(`Invalid path '${path}' : a path begins with $`);
  return { root, segments: parseSegments(path.slice(root.length)) };
}

function readSegment(text: string): readonly [readonly PathSegment[], number] {
  const descend = /^\.\.(?=[^.])/.exec(text);
  if (descend !== null) {
    if (text[2] === '[') return [[{ kind: 'descend' }], 2];
    const [inner, length] = readSegment(`.${text.slice(2)}`);
    return [[{ kind: 'descend' }, ...inner], length + 1];
  }
  if (text.startsWith('.*')) return [[{ kind: 'wildcard' }], 2];
  const name = /^\.([^.[\]()*?@,:'"\s]+)/.exec(text);
  if (name !== null) return [[{ kind: 'name', names: [name[1]!] }], name[0].length];
  if (text.startsWith('[')) {
    const end = closingBracket(text);
    return [[readBracket(text.slice(1, end).trim())], end + 1];
  }
  throw new RuntimeFault(`Invalid path: cannot read '${text}'`);
}

function readBracket(body: string): PathSegment {
  if (body === '*') return { kind: 'wildcard' };
  if (body.startsWith('?')) return { kind: 'filter', filter: parseFilter(body.slice(1).trim()) };
  if (/^-?\d+$/.test(body)) return { kind: 'index', index: Number(body) };
  if (/^-?\d+(\s*,\s*-?\d+)+$/.test(body)) return { kind: 'indexes', indexes: body.split(',').map(Number) };
  const slice = /^(-?\d+)?\s*:\s*(-?\d+)?(?:\s*:\s*(\d+))?$/.exec(body);
  if (slice !== null) {
    const [, from, to, by] = slice;
    return {
      kind: 'slice',
      ...(from === undefined ? {} : { from: Number(from) }),
      ...(to === undefined ? {} : { to: Number(to) }),
      by: Math.max(1, Number(by ?? 1)),
    };
  }
  return readNames(body);
}

/** A backslash escapes its name's own quotes and nothing else. */
function readNames(body: string): PathSegment {
  const names = [...body.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g)].map((match) =>
    match[1] === undefined ? match[2]!.replaceAll('\\"', '"') : match[1].replaceAll("\\'", "'"),
  );
  if (names.length === 0) throw new RuntimeFault(`Invalid path: cannot read '[${body}]'`);
  return names.length === 1 ? { kind: 'name', names: [names[0]!] } : { kind: 'names', names };
}

/** Index of the bracket that closes the first one, past quotes and nested brackets. */
function closingBracket(text: string): number {
  let depth = 0;
  let quote = '';
  for (let index = 0; index < text.length; index++) {
    const character = text[index]!;
    if (quote !== '') {
      if (character === '\\') index++;
      else if (character === quote) quote = '';
    } else if (character === "'" || character === '"') quote = character;
    else if (character === '[') depth++;
    else if (character === ']' && --depth === 0) return index;
  }
  throw new RuntimeFault(`Invalid path: '${text}' has no closing bracket`);
}

/** Reads the text after `?`, with or without its outer parentheses. */
function parseFilter(text: string): PathFilter {
  const inner = unwrapped(text);
  const either = splitOutside(inner, '||');
  if (either.length > 1) return { kind: 'any', filters: either.map(parseFilter) };
  const both = splitOutside(inner, '&&');
  if (both.length > 1) return { kind: 'all', filters: both.map(parseFilter) };
  const comparison = /^(.+?)\s*(==|!=|<=|>=|<|>)\s*(.+)$/.exec(inner);
  if (comparison === null) return { kind: 'exists', operand: parseOperand(inner) };
  const [, left, operator, right] = comparison;
  return { kind: 'compare', operator: operator!, left: parseOperand(left!), right: parseOperand(right!) };
}

function parseOperand(text: string): Operand {
  const trimmed = text.trim();
  if (trimmed.startsWith('@')) return { path: parseSegments(trimmed.slice(1)) };
  const quoted = /^'((?:[^'\\]|\\.)*)'$/.exec(trimmed);
  if (quoted !== null) return { literal: quoted[1]!.replace(/\\(.)/g, '$1') };
  try {
    return { literal: JSON.parse(trimmed) as Json };
  } catch {
    throw new RuntimeFault(`Invalid path: cannot read '${trimmed}' in a filter`);
  }
}

function unwrapped(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.startsWith('(') || !trimmed.endsWith(')')) return trimmed;
  let depth = 0;
  for (let index = 0; index < trimmed.length; index++) {
    if (trimmed[index] === '(') depth++;
    if (trimmed[index] === ')' && --depth === 0 && index < trimmed.length - 1) return trimmed;
  }
  return unwrapped(trimmed.slice(1, -1));
}

/** Splits at an operator outside quotes and parentheses. */
function splitOutside(text: string, operator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = '';
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index]!;
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === "'" || character === '"') quote = character;
    else if (character === '(' || character === '[') depth++;
    else if (character === ')' || character === ']') depth--;
    else if (depth === 0 && text.startsWith(operator, index)) {
      parts.push(text.slice(start, index));
      start = index + operator.length;
      index += operator.length - 1;
    }
  }
  return [...parts, text.slice(start)];
}
