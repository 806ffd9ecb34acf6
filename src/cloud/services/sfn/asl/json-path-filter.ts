import type { Json } from './definition.ts';
import { type PathSegment, parseSegments } from './json-path-syntax.ts';
import { RuntimeFault } from './states-error.ts';

/** A filter `?(...)`: comparisons of the candidate's values with literals, joined by && and ||. */
export type PathFilter =
  | { readonly kind: 'any' | 'all'; readonly filters: readonly PathFilter[] }
  | { readonly kind: 'exists'; readonly operand: Operand }
  | { readonly kind: 'compare'; readonly operator: string; readonly left: Operand; readonly right: Operand };

type Operand = { readonly path: readonly PathSegment[] } | { readonly literal: Json };
type Select = (start: Json, segments: readonly PathSegment[]) => Json[];

/** Reads the text after `?`, with or without its outer parentheses. */
export function parseFilter(text: string): PathFilter {
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

/** Whether a candidate passes. `select` is handed in because paths and filters hold each other. */
export function matchesFilter(filter: PathFilter, candidate: Json, select: Select): boolean {
  switch (filter.kind) {
    case 'any':
      return filter.filters.some((part) => matchesFilter(part, candidate, select));
    case 'all':
      return filter.filters.every((part) => matchesFilter(part, candidate, select));
    case 'exists':
      return operandValue(filter.operand, candidate, select) !== undefined;
    case 'compare':
      return compare(
        filter.operator,
        operandValue(filter.left, candidate, select),
        operandValue(filter.right, candidate, select),
      );
  }
}

function operandValue(operand: Operand, candidate: Json, select: Select): Json | undefined {
  return 'literal' in operand ? operand.literal : select(candidate, operand.path)[0];
}

function compare(operator: string, left: Json | undefined, right: Json | undefined): boolean {
  if (operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  if (typeof left !== typeof right || left === undefined || right === undefined) return false;
  if (left === null || right === null) return false;
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  return operator === '>' ? left > right : left >= right;
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

/** Splits at an operator that stands outside quotes and parentheses. */
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
