import { invalidPattern } from './invalid-pattern.ts';

/** Whether a pattern matches a message. */
export type MessageTest = (message: string) => boolean;

type Test = (document: unknown) => boolean;

const TOKEN = /\s*(\(|\)|&&|\|\||!=|<=|>=|=|<|>|"(?:[^"\\]|\\.)*"|%[^%]+%|[^\s()=<>!&|]+)/y;

/** `{ $.a.b = "x" && ($.n >= 3 || $.c IS NULL) }`, applied to messages that are JSON objects; others never match. */
export function jsonPattern(pattern: string): MessageTest {
  const tokens = tokensOf(pattern.replace(/^\{|\}$/g, ''));
  const test = disjunction(tokens);
  if (tokens.length > 0) throw invalidPattern(`unexpected "${tokens[0]}"`);
  return (message) => {
    const document = parsed(message);
    return typeof document === 'object' && document !== null && test(document);
  };
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) tokens.push(match[1]!);
  return tokens;
}

function disjunction(tokens: string[]): Test {
  let test = conjunction(tokens);
  while (tokens[0] === '||') {
    tokens.shift();
    const [left, right] = [test, conjunction(tokens)];
    test = (document) => left(document) || right(document);
  }
  return test;
}

function conjunction(tokens: string[]): Test {
  let test = comparison(tokens);
  while (tokens[0] === '&&') {
    tokens.shift();
    const [left, right] = [test, comparison(tokens)];
    test = (document) => left(document) && right(document);
  }
  return test;
}

function comparison(tokens: string[]): Test {
  const first = tokens.shift() ?? '';
  if (first === '(') {
    const test = disjunction(tokens);
    if (tokens.shift() !== ')') throw invalidPattern('a parenthesis is not closed');
    return test;
  }
  if (!first.startsWith('$')) throw invalidPattern(`"${first}" is not a selector`);
  const select = selector(first);
  const operator = tokens.shift() ?? '';
  const operand = tokens.shift() ?? '';
  if (operator.toUpperCase() === 'IS') return isTest(select, operand.toUpperCase());
  if (operator.toUpperCase() === 'NOT' && operand.toUpperCase() === 'EXISTS') {
    return (document) => select(document) === undefined;
  }
  const compare = comparator(operator, operand);
  return (document) => compare(select(document));
}

/** `$.a.b[0].c` or `$["a"]`. */
function selector(text: string): (document: unknown) => unknown {
  const steps = [...text.slice(1).matchAll(/\.([^.[\]]+)|\[(\d+)\]|\["([^"]+)"\]/g)].map(
    (match) => match[1] ?? match[2] ?? match[3]!,
  );
  return (document) =>
    steps.reduce<unknown>((value, step) => (value as Record<string, unknown> | null | undefined)?.[step], document);
}

function isTest(select: (document: unknown) => unknown, wanted: string): Test {
  const values: Record<string, unknown> = { NULL: null, TRUE: true, FALSE: false };
  if (!(wanted in values)) throw invalidPattern(`"IS ${wanted}" is not known`);
  return (document) => select(document) === values[wanted];
}

function comparator(operator: string, operand: string): (value: unknown) => boolean {
  const equals = equality(operand);
  const number = Number(operand);
  switch (operator) {
    case '=':
      return (value) => value !== undefined && equals(value);
    case '!=':
      return (value) => value !== undefined && !equals(value);
    case '<':
      return (value) => typeof value === 'number' && value < number;
    case '>':
      return (value) => typeof value === 'number' && value > number;
    case '<=':
      return (value) => typeof value === 'number' && value <= number;
    case '>=':
      return (value) => typeof value === 'number' && value >= number;
    default:
      throw invalidPattern(`"${operator}" is not an operator`);
  }
}

function equality(operand: string): (value: unknown) => boolean {
  if (operand.startsWith('%')) {
    const expression = new RegExp(operand.slice(1, -1));
    return (value) => expression.test(String(value));
  }
  const text = operand.startsWith('"') ? operand.slice(1, -1).replace(/\\(.)/g, '$1') : operand;
  if (text.includes('*')) {
    const parts = text.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    const expression = new RegExp(`^${parts.join('.*')}$`, 's');
    return (value) => expression.test(String(value));
  }
  return (value) => String(value) === text;
}

function parsed(message: string): unknown {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
