import type { Parameter } from '@aws-sdk/client-cloudformation';
import type { ParameterDeclaration, Template } from './template.ts';
import { formatError, validationError } from './template-error.ts';

/** A parameter of a stack, with its resolved value. */
export interface ParameterValue {
  readonly key: string;
  /** As the caller passed it: for `AWS::SSM::Parameter::Value<...>`, the parameter's name. */
  readonly value: string;
  /** The value of the SSM parameter. */
  readonly resolved?: string;
  readonly isSecret: boolean;
}

export interface ParameterSources {
  readonly given: readonly Parameter[];
  /** The stack's current parameters. */
  readonly previous: readonly ParameterValue[];
}

/** Reads an SSM parameter. Throws when it does not exist. */
export type ReadSsmParameter = (name: string) => Promise<string>;

const TYPES =
  /^(String|Number|CommaDelimitedList|List<Number>|List<String>|(List<)?AWS::[A-Za-z0-9]+::[A-Za-z0-9:]+>?|AWS::SSM::Parameter::Value<.+>)$/;

/**
 * The values of a template's parameters, from the request, the stack's previous values and the defaults.
 *
 * Throws `ValidationError` when one is missing, unknown or not allowed.
 */
export async function resolveParameters(
  template: Template,
  { given, previous }: ParameterSources,
  readSsm: ReadSsmParameter,
): Promise<ParameterValue[]> {
  checkGiven(template, given);
  const values: ParameterValue[] = [];
  const missing: string[] = [];
  for (const [key, declaration] of Object.entries(template.parameters)) {
    if (!TYPES.test(declaration.Type)) {
      throw formatError(`Unrecognized parameter type: ${declaration.Type}`);
    }
    const value = chosenValue(key, declaration, { given, previous });
    if (value === undefined) {
      missing.push(key);
      continue;
    }
    checkValue(key, value, declaration);
    const isSsm = declaration.Type.startsWith('AWS::SSM::Parameter::Value<');
    values.push({
      key,
      value,
      ...(isSsm ? { resolved: await readSsm(value) } : {}),
      isSecret: String(declaration.NoEcho) === 'true',
    });
  }
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(', ')}] must have values`);
  return values;
}

/** Parameter values as intrinsic functions see them: list types are lists. */
export function parameterBindings(template: Template, values: readonly ParameterValue[]): Map<string, unknown> {
  const bindings = new Map<string, unknown>();
  for (const { key, value, resolved } of values) {
    const type = template.parameters[key]?.Type ?? 'String';
    bindings.set(key, isListType(type) ? splitList(resolved ?? value) : (resolved ?? value));
  }
  return bindings;
}

export function isListType(type: string): boolean {
  return type.includes('CommaDelimitedList') || type.includes('List<');
}

function splitList(value: string): string[] {
  return value === '' ? [] : value.split(',').map((item) => item.trim());
}

function checkGiven(template: Template, given: readonly Parameter[]): void {
  const unknown = given
    .map(({ ParameterKey }) => ParameterKey ?? '')
    .filter((key) => !Object.hasOwn(template.parameters, key));
  if (unknown.length > 0) throw validationError(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  const seen = new Set<string>();
  for (const { ParameterKey = '' } of given) {
    if (seen.has(ParameterKey)) throw validationError(`Duplicate parameter key ${ParameterKey}`);
    seen.add(ParameterKey);
  }
}

function chosenValue(
  key: string,
  declaration: ParameterDeclaration,
  { given, previous }: ParameterSources,
): string | undefined {
  const own = given.find((parameter) => parameter.ParameterKey === key);
  if (own?.UsePreviousValue === true) {
    if (own.ParameterValue !== undefined && own.ParameterValue !== '') {
      throw validationError(
        `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true and non empty value for a parameter`,
      );
    }
    const found = previous.find((parameter) => parameter.key === key);
    if (found === undefined) {
      throw validationError(
        `Invalid input for parameter key ${key}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
      );
    }
    return found.value;
  }
  if (own?.ParameterValue !== undefined) return own.ParameterValue;
  return declaration.Default === undefined ? undefined : defaultText(declaration.Default);
}

function defaultText(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}

function checkValue(key: string, value: string, declaration: ParameterDeclaration): void {
  const refuse = (rule: string) => {
    throw validationError(
      declaration.ConstraintDescription === undefined
        ? rule
        : `Parameter ${key} failed to satisfy constraint: ${declaration.ConstraintDescription}`,
    );
  };
  const items = isListType(declaration.Type) ? splitList(value) : [value];
  if (/Number/.test(declaration.Type) && !declaration.Type.startsWith('AWS::SSM')) {
    if (items.some((item) => item === '' || Number.isNaN(Number(item)))) {
      throw validationError(`Parameter '${key}' must be a number.`);
    }
    if (declaration.MinValue !== undefined && items.some((item) => Number(item) < Number(declaration.MinValue))) {
      refuse(`Parameter '${key}' must be a number not less than ${declaration.MinValue}`);
    }
    if (declaration.MaxValue !== undefined && items.some((item) => Number(item) > Number(declaration.MaxValue))) {
      refuse(`Parameter '${key}' must be a number not greater than ${declaration.MaxValue}`);
    }
  }
  if (declaration.AllowedValues !== undefined) {
    const allowed = declaration.AllowedValues.map(String);
    if (items.some((item) => !allowed.includes(item))) {
      refuse(`Parameter '${key}' must be one of AllowedValues`);
    }
  }
  checkText(key, items, declaration, refuse);
}

function checkText(
  key: string,
  items: readonly string[],
  declaration: ParameterDeclaration,
  refuse: (rule: string) => void,
): void {
  if (declaration.AllowedPattern !== undefined) {
    const pattern = new RegExp(`^(?:${declaration.AllowedPattern})$`);
    if (items.some((item) => !pattern.test(item))) {
      refuse(`Parameter '${key}' must match pattern ${declaration.AllowedPattern}`);
    }
  }
  if (declaration.Type !== 'String') return;
  const [text = ''] = items;
  if (declaration.MinLength !== undefined && text.length < Number(declaration.MinLength)) {
    refuse(`Parameter '${key}' must contain at least ${declaration.MinLength} characters`);
  }
  if (declaration.MaxLength !== undefined && text.length > Number(declaration.MaxLength)) {
    refuse(`Parameter '${key}' must contain at most ${declaration.MaxLength} characters`);
  }
}
