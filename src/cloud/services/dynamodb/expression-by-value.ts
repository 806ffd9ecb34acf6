import db from 'dynalite/db/index.js';

type AttributeValue = Readonly<Record<string, unknown>>;
type Resolve = (operand: unknown) => AttributeValue | undefined;

/** A condition or filter as dynalite's parser makes it: `and`, `or`, `not`, a comparison, or a function. */
export interface Expression {
  readonly type: string;
  readonly name?: string;
  readonly args: readonly Expression[];
}

const SETS: ReadonlySet<string> = new Set(['SS', 'NS', 'BS']);

/**
 * The same expression, with maps and lists compared by value, which dynalite does not do. dynalite evaluates an
 * expression by mapping its operands to the item's values: the answered expression has one operand, and evaluates the
 * whole of the original when it is mapped.
 */
export function byValue(expression: Expression): object {
  const args = { map: (resolve: Resolve) => [holds(expression, resolve) ? { BOOL: true } : undefined] };
  return { type: 'function', name: 'attribute_exists', args };
}

function holds(expression: Expression, resolve: Resolve): boolean {
  const { type, args } = expression;
  if (type === 'and') return holds(args[0]!, resolve) && holds(args[1]!, resolve);
  if (type === 'or') return holds(args[0]!, resolve) || holds(args[1]!, resolve);
  if (type === 'not') return !holds(args[0]!, resolve);
  const [value, ...operands] = args.map(resolve);
  const operator = type === 'function' ? expression.name! : type;
  switch (operator) {
    case '=':
      return equals(value, operands[0]);
    case '<>':
      return !equals(value, operands[0]);
    case 'in':
      return operands.some((operand) => equals(value, operand));
    case 'contains':
      if (Array.isArray(value?.L)) return value.L.some((element) => equals(element, operands[0]));
      return db.compare(operator, value, operands) === true;
    default:
      return db.compare(operator, value, operands);
  }
}

function equals(one: AttributeValue | undefined, other: AttributeValue | undefined): boolean {
  if (one == null || other == null) return false;
  const [type, value] = Object.entries(one)[0]!;
  const wanted = other[type];
  if (wanted === undefined) return false;
  if (SETS.has(type)) return isSameSet(value as readonly string[], wanted as readonly string[]);
  if (type === 'L') return isSameList(value as readonly AttributeValue[], wanted as readonly AttributeValue[]);
  if (type === 'M') return isSameMap(value as Record<string, AttributeValue>, wanted as Record<string, AttributeValue>);
  return value === wanted;
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((element) => other.includes(element));
}

function isSameList(one: readonly AttributeValue[], other: readonly AttributeValue[]): boolean {
  return one.length === other.length && one.every((element, index) => equals(element, other[index]));
}

function isSameMap(one: Readonly<Record<string, AttributeValue>>, other: Readonly<Record<string, AttributeValue>>) {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => equals(one[name], other[name]));
}
