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

/** What no text may hold: control characters, and what CloudFormation would resolve. */
const REFUSED = '[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]|\\{\\{resolve:';

/** Spellings whose bounds and patterns no schema of text could state: the schema is of the value that they stand for. */
const SPELLINGS =
  'Each value is said plainly here. The API takes a number in digits as text too, a list as text with commas, and text of digits as a whole number, and judges the value that is meant. A list is at most 4096 bytes in all.';

/** JSON Schema (2020-12) of what a spec may say about a component, each value said plainly. */
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

/** `'2'` in a template is as well said with the number 2. */
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
