import type { Catalogue } from './catalogue.ts';
import type { Component, ComponentParameter } from './component.ts';
import {
  isBooleanParameter,
  isListType,
  isNumberType,
  listItemsMax,
  parameterValue,
  takesFractions,
  valueBytesMax,
} from './parameter-value.ts';
import { settableParameters } from './settable-parameters.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** What no string may contain: control characters, and dynamic references that CloudFormation would resolve. */
const REFUSED = '[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]|\\{\\{resolve:';

/** The API also accepts other spellings of a value, whose bounds a JSON Schema cannot express. The schema describes the value. */
const SPELLINGS =
  'The API also accepts a number as a string of digits, a list as a comma-separated string, and a string of digits as an integer, and validates the resulting value. A list has at most 4096 bytes in total.';

/** JSON Schema (2020-12) of a component's parameters in a spec. */
export function parameterSchema(component: Component, catalogue: Catalogue): JsonSchema {
  const parameters = settableParameters(component, catalogue);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $comment: SPELLINGS,
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
  if (!isListType(parameter.type)) return scalarSchema(parameter);
  return {
    type: 'array',
    items: scalarSchema(parameter),
    ...(!parameterValue(parameter, []).ok && { minItems: 1 }),
    maxItems: listItemsMax,
    ...(!isNumberType(parameter.type) && { uniqueItems: true }),
  };
}

function scalarSchema(parameter: ComponentParameter): JsonSchema {
  if (isBooleanParameter(parameter)) return { enum: [true, false, 'true', 'false'] };
  if (parameter.allowedValues) return { enum: enumValues(parameter.allowedValues) };
  if (isNumberType(parameter.type)) return numberSchema(parameter);
  return {
    type: 'string',
    ...(parameter.minLength !== undefined && { minLength: parameter.minLength }),
    maxLength: Math.min(parameter.maxLength ?? valueBytesMax, valueBytesMax),
    ...(parameter.allowedPattern !== undefined && { pattern: `^(?:${parameter.allowedPattern})$` }),
    not: { pattern: isListType(parameter.type) ? `,|${REFUSED}` : REFUSED },
  };
}

/** `'2'` in a template may be the number 2 in a spec. */
function enumValues(values: readonly string[]): readonly (string | number)[] {
  return values.flatMap((value) =>
    /^-?\d+$/.test(value) && String(Number(value)) === value ? [value, Number(value)] : [value],
  );
}

function numberSchema(parameter: ComponentParameter): JsonSchema {
  return {
    type: takesFractions(parameter) ? 'number' : 'integer',
    ...(parameter.minValue !== undefined && { minimum: parameter.minValue }),
    ...(parameter.maxValue !== undefined && { maximum: parameter.maxValue }),
    ...(parameter.step !== undefined && { multipleOf: parameter.step }),
  };
}

function defaultValue(parameter: ComponentParameter, text: string): unknown {
  if (isListType(parameter.type)) return text === '' ? [] : text.split(',').map((item) => item.trim());
  if (isBooleanParameter(parameter)) return text === 'true';
  return isNumberType(parameter.type) ? Number(text) : text;
}
