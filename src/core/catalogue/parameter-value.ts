import { hasControlCharacter } from '../control-characters.ts';
import type { ComponentParameter } from './component.ts';

export const valueBytesMax = 4096;
export const listItemsMax = 200;

export type ParameterValue =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly problem: string };

/**
 * A value from a spec as CloudFormation accepts it, which is always a string: numbers as digits, lists separated by commas,
 * booleans as `true` and `false`. Checked against the template's declaration, as CloudFormation would.
 */
export function parameterValue(parameter: ComponentParameter, given: unknown): ParameterValue {
  const items = textItems(parameter, given);
  if (items === undefined) return { ok: false, problem: `expected ${expectation(parameter)}` };
  const value = items.join(',');
  if (Buffer.byteLength(value) > valueBytesMax) return { ok: false, problem: `at most ${valueBytesMax} bytes` };
  const problem = firstProblem(parameter, value, items);
  return problem === undefined ? { ok: true, value } : { ok: false, problem };
}

export function isListType(type: string): boolean {
  return type === 'CommaDelimitedList' || type.startsWith('List<');
}

/** CloudFormation has one type for all numbers. A parameter accepts fractions if its declaration contains one. */
export function takesFractions({
  default: given,
  allowedValues = [],
  minValue,
  maxValue,
}: ComponentParameter): boolean {
  return [given, ...allowedValues, minValue, maxValue].some((word) => String(word ?? '').includes('.'));
}

export function isNumberType(type: string): boolean {
  return type === 'Number' || type === 'List<Number>';
}

/** True when the allowed values are `true` and `false`, so that a spec may use a boolean. */
export function isBooleanParameter(parameter: ComponentParameter): boolean {
  const values = parameter.allowedValues ?? [];
  return values.length === 2 && values.includes('true') && values.includes('false');
}

function textItems(parameter: ComponentParameter, given: unknown): readonly string[] | undefined {
  if (Array.isArray(given)) {
    // An empty list is the empty string, which the template's pattern may allow.
    const items = given.length === 0 ? [''] : given.map((item) => scalarText(parameter, item));
    const whole = items.every((item) => item !== undefined && !item.includes(','));
    return isListType(parameter.type) && whole ? (items as string[]) : undefined;
  }
  const text = scalarText(parameter, given);
  if (text === undefined) return undefined;
  return isListType(parameter.type) ? text.split(',').map((item) => item.trim()) : [text];
}

function scalarText(parameter: ComponentParameter, given: unknown): string | undefined {
  if (typeof given === 'string') return given;
  if (typeof given === 'boolean') return isBooleanParameter(parameter) ? String(given) : undefined;
  if (typeof given !== 'number' || !Number.isFinite(given)) return undefined;
  const isAsWritten = Number.isSafeInteger(given) || (parameter.allowedValues ?? []).includes(String(given));
  return isNumberType(parameter.type) || isAsWritten ? String(given) : undefined;
}

function expectation(parameter: ComponentParameter): string {
  if (isBooleanParameter(parameter)) return 'true or false';
  if (isListType(parameter.type)) return 'a list or a comma-separated string';
  return isNumberType(parameter.type) ? 'a number' : 'text';
}

function firstProblem(parameter: ComponentParameter, value: string, items: readonly string[]): string | undefined {
  if (hasControlCharacter(value)) return 'no control characters';
  // CloudFormation would resolve it with the permissions of the StacksRole, and expose the value wherever the parameter is used.
  if (value.includes('{{resolve:')) return 'dynamic references (`{{resolve:`) are not allowed';
  return (
    numberProblem(parameter, items) ??
    lengthProblem(parameter, value) ??
    valuesProblem(parameter, items) ??
    patternProblem(parameter, items) ??
    twiceProblem(parameter, items)
  );
}

function numberProblem(parameter: ComponentParameter, items: readonly string[]): string | undefined {
  if (!isNumberType(parameter.type)) return undefined;
  const { minValue = -Infinity, maxValue = Infinity, step } = parameter;
  for (const item of items) {
    if (!/^-?(\d+\.?\d*|\.\d+)$/.test(item)) return `expected a number, not '${item}'`;
    if (!takesFractions(parameter) && !/^-?\d+$/.test(item)) return `expected a whole number, not '${item}'`;
    if (Number(item) < minValue) return `at least ${minValue}`;
    if (Number(item) > maxValue) return `at most ${maxValue}`;
    if (step !== undefined && !isMultiple(Number(item), step)) return `in steps of ${step}, not ${item}`;
  }
  return undefined;
}

/** With a tolerance, because 0.1 has no exact binary representation. */
function isMultiple(value: number, step: number): boolean {
  const steps = value / step;
  return Math.abs(steps - Math.round(steps)) < 1e-9;
}

function lengthProblem(parameter: ComponentParameter, value: string): string | undefined {
  const { minLength = 0, maxLength = Infinity } = parameter;
  const length = [...value].length;
  if (length < minLength) return `at least ${minLength} characters`;
  return length > maxLength ? `at most ${maxLength} characters` : undefined;
}

function valuesProblem(parameter: ComponentParameter, items: readonly string[]): string | undefined {
  const allowed = parameter.allowedValues;
  if (!allowed || items.every((item) => allowed.includes(item))) return undefined;
  return `one of ${allowed.join(', ')}`;
}

function patternProblem(parameter: ComponentParameter, items: readonly string[]): string | undefined {
  if (parameter.allowedPattern === undefined) return undefined;
  const pattern = new RegExp(`^(?:${parameter.allowedPattern})$`);
  if (items.every((item) => pattern.test(item))) return undefined;
  return parameter.constraintDescription ?? `must match ${parameter.allowedPattern}`;
}

/** A list of names is a set: services, accounts, subnets. A list of numbers may contain a value twice. */
function twiceProblem(parameter: ComponentParameter, items: readonly string[]): string | undefined {
  if (isNumberType(parameter.type)) return undefined;
  const twice = items.find((item, n) => items.indexOf(item) !== n);
  return twice === undefined ? undefined : `contains '${twice}' twice; name it once`;
}
