import type { Json } from './definition.ts';
import type { Operand, PathFilter, PathSegment } from './json-path-syntax.ts';

type Select = (start: Json, segments: readonly PathSegment[]) => Json[];

/** Whether a candidate passes. `select` is a parameter because paths contain filters and filters contain paths. */
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
