import { BlockList, isIP } from 'node:net';
import { invalidPattern } from './invalid-pattern.ts';
import { isObject } from './json-object.ts';

/** Whether a field's values match. An absent field has no values. */
export type ValuesMatcher = (values: readonly unknown[]) => boolean;

type ValueMatcher = (value: unknown) => boolean;

const NUMERIC_OPERATORS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** Compiles one element of a pattern's array: an exact value or a comparison. Throws InvalidEventPatternException. */
export function leafMatcher(choice: unknown): ValuesMatcher {
  if (Array.isArray(choice)) throw invalidPattern('Match value must be String, number, true, false, or null');
  if (!isObject(choice)) return (values) => values.includes(choice);
  const [[operator, operand] = [], ...others] = Object.entries(choice);
  if (operator === undefined) throw invalidPattern('Empty objects are not allowed');
  if (others.length > 0) throw invalidPattern('Only one key allowed in match expression');
  if (operator === 'exists') return existsMatcher(operand);
  const matches = operator === 'anything-but' ? anythingBut(operand) : comparison(operator, operand);
  return (values) => values.some(matches);
}

function existsMatcher(operand: unknown): ValuesMatcher {
  if (typeof operand !== 'boolean') throw invalidPattern('exists match pattern must be either true or false.');
  return (values) => values.length > 0 === operand;
}

function comparison(operator: string, operand: unknown): ValueMatcher {
  switch (operator) {
    case 'prefix':
      return affix(operator, operand, (value, wanted) => value.startsWith(wanted));
    case 'suffix':
      return affix(operator, operand, (value, wanted) => value.endsWith(wanted));
    case 'equals-ignore-case':
      return onText(operator, operand, (value, wanted) => value.toLowerCase() === wanted.toLowerCase());
    case 'wildcard':
      return wildcard(operand);
    case 'numeric':
      return numeric(operand);
    case 'cidr':
      return cidr(operand);
    default:
      throw invalidPattern(`Unrecognized match type ${operator}`);
  }
}

function onText(operator: string, operand: unknown, test: (value: string, wanted: string) => boolean): ValueMatcher {
  if (typeof operand !== 'string') throw invalidPattern(`${operator} match pattern must be a string`);
  return (value) => typeof value === 'string' && test(value, operand);
}

function affix(operator: string, operand: unknown, test: (value: string, wanted: string) => boolean): ValueMatcher {
  if (!isObject(operand)) return onText(operator, operand, test);
  if (Object.keys(operand).join() !== 'equals-ignore-case') {
    throw invalidPattern(`Unsupported nested pattern in ${operator}`);
  }
  return onText(operator, operand['equals-ignore-case'], (value, wanted) =>
    test(value.toLowerCase(), wanted.toLowerCase()),
  );
}

function anythingBut(operand: unknown): ValueMatcher {
  if (isObject(operand)) {
    const [[operator, nested] = [], ...others] = Object.entries(operand);
    if (operator === undefined || others.length > 0 || !NEGATABLE.has(operator)) {
      throw invalidPattern('Value of anything-but must be an array, a string, a number or one supported comparison');
    }
    const excluded = (Array.isArray(nested) ? nested : [nested]).map((wanted) => comparison(operator, wanted));
    return (value) => !excluded.some((matches) => matches(value));
  }
  const excluded = Array.isArray(operand) ? operand : [operand];
  if (excluded.length === 0 || excluded.some((value) => typeof value === 'object')) {
    throw invalidPattern('Value of anything-but must be an array, a string, a number or one supported comparison');
  }
  return (value) => !excluded.includes(value);
}

const NEGATABLE: ReadonlySet<string> = new Set(['prefix', 'suffix', 'equals-ignore-case', 'wildcard']);

function wildcard(operand: unknown): ValueMatcher {
  if (typeof operand !== 'string') throw invalidPattern('wildcard match pattern must be a string');
  if (/(?<!\\)\*\*/.test(operand)) throw invalidPattern('Consecutive wildcard characters are not allowed');
  const source = operand.replace(/\\[*\\]|[\s\S]/g, (token) => {
    if (token === '*') return '[\\s\\S]*';
    const literal = token.length === 2 ? token[1]! : token;
    return literal.replace(/[.*+?^${}()|[\]\\]/, '\\$&');
  });
  const expression = new RegExp(`^${source}$`);
  return (value) => typeof value === 'string' && expression.test(value);
}

function numeric(operand: unknown): ValueMatcher {
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) {
    throw invalidPattern('numeric match pattern must be an array of operators and numbers');
  }
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index < operand.length; index += 2) {
    const test = NUMERIC_OPERATORS[operand[index] as string];
    const bound: unknown = operand[index + 1];
    if (test === undefined) throw invalidPattern(`Unrecognized numeric range operator: ${operand[index]}`);
    if (typeof bound !== 'number') throw invalidPattern('Value of numeric match must be numeric');
    tests.push((value: number) => test(value, bound));
  }
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

function cidr(operand: unknown): ValueMatcher {
  const [address = '', bits, ...rest] = typeof operand === 'string' ? operand.split('/') : [];
  const family = familyOf(address);
  const bitsMax = family === 'ipv4' ? 32 : 128;
  if (family === undefined || bits === undefined || rest.length > 0 || !/^\d+$/.test(bits) || Number(bits) > bitsMax) {
    throw invalidPattern('Malformed CIDR, one "/" required');
  }
  const block = new BlockList();
  block.addSubnet(address, Number(bits), family);
  return (value) => typeof value === 'string' && familyOf(value) === family && block.check(value, family);
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  return isIP(address) === 4 ? 'ipv4' : isIP(address) === 6 ? 'ipv6' : undefined;
}
