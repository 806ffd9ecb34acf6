import type { Catalogue } from './catalogue.ts';
import type { Component, ComponentParameter } from './component.ts';
import { isBooleanParameter, isListType, isNumberType, takesFractions } from './parameter-value.ts';
import { settableParameters } from './settable-parameters.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** JSON Schema (2020-12) of what a spec may say about a component. Numbers may also be written as text. */
export function parameterSchema(component: Component, catalogue: Catalogue): JsonSchema {
  const parameters = settableParameters(component, catalogue);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: component.name,
    description: component.summary,
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(parameters.map((parameter) => [parameter.name, propertySchema(parameter)])),
  };
}

function propertySchema(parameter: ComponentParameter): JsonSchema {
  return {
    description: parameter.description,
    ...valueSchema(parameter),
    ...(parameter.default !== undefined && { default: defaultValue(parameter, parameter.default) }),
    ...(parameter.noEcho && { writeOnly: true }),
  };
}

function valueSchema(parameter: ComponentParameter): JsonSchema {
  if (isListType(parameter.type)) {
    return { anyOf: [{ type: 'array', items: scalarSchema(parameter), minItems: 1 }, { type: 'string' }] };
  }
  return scalarSchema(parameter);
}

function scalarSchema(parameter: ComponentParameter): JsonSchema {
  if (isBooleanParameter(parameter)) return { enum: [true, false, 'true', 'false'] };
  if (isNumberType(parameter.type)) return numberSchema(parameter);
  if (parameter.allowedValues) return { enum: enumValues(parameter.allowedValues) };
  return {
    type: ['string', 'integer'],
    ...(parameter.minLength !== undefined && { minLength: parameter.minLength }),
    ...(parameter.maxLength !== undefined && { maxLength: parameter.maxLength }),
    ...(parameter.allowedPattern !== undefined && { pattern: `^(?:${parameter.allowedPattern})$` }),
  };
}

/** `'2'` in a template is as well said with the number 2. */
function enumValues(values: readonly string[]): readonly (string | number)[] {
  return values.flatMap((value) =>
    /^-?\d+$/.test(value) && String(Number(value)) === value ? [value, Number(value)] : [value],
  );
}

function numberSchema(parameter: ComponentParameter): JsonSchema {
  if (parameter.allowedValues) return { enum: enumValues(parameter.allowedValues) };
  const bounds = {
    ...(parameter.minValue !== undefined && { minimum: parameter.minValue }),
    ...(parameter.maxValue !== undefined && { maximum: parameter.maxValue }),
    ...(parameter.step !== undefined && { multipleOf: parameter.step }),
  };
  return {
    anyOf: [
      { type: takesFractions(parameter) ? 'number' : 'integer', ...bounds },
      { type: 'string', pattern: takesFractions(parameter) ? '^-?(\\d+\\.?\\d*|\\.\\d+)$' : '^-?\\d+$' },
    ],
  };
}

function defaultValue(parameter: ComponentParameter, text: string): unknown {
  if (isListType(parameter.type)) return text === '' ? [] : text.split(',').map((item) => item.trim());
  if (isBooleanParameter(parameter)) return text === 'true';
  return isNumberType(parameter.type) ? Number(text) : text;
}
