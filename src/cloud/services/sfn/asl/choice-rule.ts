import type { ChoiceRule, Json } from './definition.ts';
import { parseIsoTimestamp } from './iso-timestamp.ts';
import { isObject, lookupPath, type PathRoots } from './json-path.ts';
import { RuntimeFault } from './states-error.ts';

/** Whether a JSONPath choice rule holds. */
export function matchesChoiceRule(rule: ChoiceRule, roots: PathRoots): boolean {
  if (rule.And !== undefined) return rule.And.every((part) => matchesChoiceRule(part, roots));
  if (rule.Or !== undefined) return rule.Or.some((part) => matchesChoiceRule(part, roots));
  if (rule.Not !== undefined) return !matchesChoiceRule(rule.Not, roots);
  const operator = Object.keys(rule).find((key) => key in TESTS || comparisonOf(key) !== undefined);
  if (operator === undefined || rule.Variable === undefined) {
    throw new RuntimeFault('a choice rule has no comparison operator');
  }
  const value = lookupPath(rule.Variable, roots);
  if (operator === 'IsPresent') return (value !== undefined) === rule[operator];
  if (value === undefined) {
    throw new RuntimeFault(
      `Invalid path '${rule.Variable}': The choice state's condition path references an invalid value.`,
    );
  }
  const test = TESTS[operator];
  if (test !== undefined) return test(value) === rule[operator];
  return compares(operator, value, expectedValue(operator, rule[operator] as Json, roots));
}

const TESTS: Readonly<Record<string, (value: Json) => boolean>> = {
  IsPresent: () => true,
  IsNull: (value) => value === null,
  IsBoolean: (value) => typeof value === 'boolean',
  IsNumeric: (value) => typeof value === 'number',
  IsString: (value) => typeof value === 'string',
  IsTimestamp: (value) => typeof value === 'string' && parseIsoTimestamp(value) !== undefined,
};

interface Comparison {
  readonly type: string;
  readonly relation: string;
  readonly isPath: boolean;
}

const COMPARISON =
  /^(String|Numeric|Boolean|Timestamp)(Equals|LessThan|GreaterThan|LessThanEquals|GreaterThanEquals|Matches)(Path)?$/;

function comparisonOf(operator: string): Comparison | undefined {
  const match = COMPARISON.exec(operator);
  return match === null ? undefined : { type: match[1]!, relation: match[2]!, isPath: match[3] !== undefined };
}

function expectedValue(operator: string, operand: Json, roots: PathRoots): Json {
  if (comparisonOf(operator)?.isPath !== true) return operand;
  const value = lookupPath(operand as string, roots);
  if (value === undefined) throw new RuntimeFault(`Invalid path '${String(operand)}' in ${operator}`);
  return value;
}

/** Values of another type than the operator's never match. */
function compares(operator: string, value: Json, expected: Json): boolean {
  const { type, relation } = comparisonOf(operator)!;
  if (relation === 'Matches') {
    return typeof value === 'string' && typeof expected === 'string' && matchesPattern(value, expected);
  }
  const left = comparable(type, value);
  const right = comparable(type, expected);
  if (left === undefined || right === undefined) return false;
  switch (relation) {
    case 'Equals':
      return left === right;
    case 'LessThan':
      return left < right;
    case 'GreaterThan':
      return left > right;
    case 'LessThanEquals':
      return left <= right;
    default:
      return left >= right;
  }
}

function comparable(type: string, value: Json): string | number | boolean | undefined {
  if (value === null || isObject(value) || Array.isArray(value)) return undefined;
  if (type === 'Timestamp') return typeof value === 'string' ? parseIsoTimestamp(value) : undefined;
  const wanted = type === 'Numeric' ? 'number' : type.toLowerCase();
  return typeof value === wanted ? value : undefined;
}

/** `*` matches any characters; `\*` and `\\` match `*` and `\`. */
function matchesPattern(value: string, pattern: string): boolean {
  const source = pattern.replace(/\\([*\\])|([*])|([.+?^${}()|[\]\\])/g, (_, escaped, star, special) => {
    if (star !== undefined) return '[^]*';
    return `\\${escaped ?? special}`;
  });
  return new RegExp(`^${source}$`).test(value);
}
