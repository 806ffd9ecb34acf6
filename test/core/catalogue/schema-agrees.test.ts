import { expect, test } from 'vitest';
import { readTemplateFiles } from '../../../scripts/package/read-template-files.ts';
import { buildCatalogue } from '../../../src/core/catalogue/build-catalogue.ts';
import type { ComponentParameter } from '../../../src/core/catalogue/component.ts';
import { type JsonSchema, parameterSchema } from '../../../src/core/catalogue/parameter-schema.ts';
import { isListType, isNumberType, parameterValue } from '../../../src/core/catalogue/parameter-value.ts';
import { settableParameters } from '../../../src/core/catalogue/settable-parameters.ts';

const catalogue = buildCatalogue(readTemplateFiles(''));
const cases = catalogue.components().flatMap((component) => {
  const { properties } = parameterSchema(component, catalogue) as { properties: Record<string, JsonSchema> };
  return settableParameters(component, catalogue).map((parameter) => {
    return { placement: `${component.name}.${parameter.name}`, parameter, schema: properties[parameter.name]! };
  });
});

/** The keywords that our schemas are made of; one that is not here fails the test. */
const KEYWORDS: Readonly<Record<string, (limit: never, value: unknown) => boolean>> = {
  type: (type: string, value) =>
    type === 'array' ? Array.isArray(value) : type === 'integer' ? Number.isInteger(value) : typeof value === type,
  enum: (values: unknown[], value) => values.includes(value),
  minimum: (least: number, value) => typeof value !== 'number' || value >= least,
  maximum: (most: number, value) => typeof value !== 'number' || value <= most,
  multipleOf: (step: number, value) => typeof value !== 'number' || Number.isInteger(value / step),
  minLength: (least: number, value) => typeof value !== 'string' || [...value].length >= least,
  maxLength: (most: number, value) => typeof value !== 'string' || [...value].length <= most,
  pattern: (pattern: string, value) => typeof value !== 'string' || new RegExp(pattern, 'u').test(value),
  not: (schema: JsonSchema, value) => !isValid(schema, value),
  items: (schema: JsonSchema, value) => !Array.isArray(value) || value.every((item) => isValid(schema, item)),
  minItems: (least: number, value) => !Array.isArray(value) || value.length >= least,
  maxItems: (most: number, value) => !Array.isArray(value) || value.length <= most,
  uniqueItems: (_: true, value) => !Array.isArray(value) || new Set(value).size === value.length,
};
const WORDS = ['description', 'default', 'writeOnly'];

function isValid(schema: JsonSchema, value: unknown): boolean {
  return Object.entries(schema).every(([keyword, limit]) => {
    return WORDS.includes(keyword) || KEYWORDS[keyword]!(limit as never, value);
  });
}

const SCALARS = [
  ...[
    '',
    ' ',
    'a',
    'A',
    'ab',
    'none',
    'true',
    'false',
    '*',
    '/',
    '/*',
    '/a b',
    'ä',
    'a,b',
    'a, b',
    'a\nb',
    'a\u0000',
    '\u007f',
  ],
  ...['0', '1', '5', '-1', '007', '1.5', '.5', '1e3', '10.0.0.0/16', '0.0.0.0/0', '111122223333', '2048'],
  ...['shop.example.com', 'https://a.example.com', '{{resolve:ssm:x}}', '/{{resolve:ssm:x}}', 'cron(0 3 ? * MON *)'],
  ...['arn:aws:acm:eu-west-1:111122223333:certificate/x', 'arn:aws:acm:eu-west-1:111122223333:certificate/{{resolve:x'],
  ...[
    'vpc-0123abcd',
    'subnet-0123abcd',
    'Z0123ABCD',
    'logs',
    'eu-west-1',
    'x'.repeat(64),
    'x'.repeat(4096),
    'x'.repeat(4097),
  ],
  ...[0, 1, 5, -1, 0.3, 0.5, 1.5, 2.5, 42, 2048, 111_122_223_333, 1e21, -0, true, false, null, {}],
];

function edgesOf({ allowedValues = [], default: usual, minValue, maxValue, step = 1 }: ComponentParameter): unknown[] {
  const near = [minValue, maxValue].flatMap((bound) =>
    bound === undefined ? [] : [bound - 1, bound - step, bound, bound + step, bound + 1],
  );
  const items = usual === undefined ? [] : usual.split(',');
  const scalars = [...SCALARS, ...allowedValues, ...near, ...near.map(String), ...allowedValues.map(Number), ...items];
  // How long a list is in all, no schema can say.
  const short = scalars.filter((one) => String(one).length < 4000);
  const lists = short.flatMap((one) => [[one], [one, one], [one, 'logs'], [one, 'subnet-4567abcd']]);
  return [...scalars, ...(usual === undefined ? [] : [usual]), [], items, ...lists];
}

/** The same value as a schema has it: a number for digits, text for a whole number, a list for text with commas. */
function plainly({ type }: ComponentParameter, value: unknown): unknown {
  const said = (item: unknown) => {
    if (isNumberType(type)) return typeof item === 'string' ? Number(item) : item;
    return typeof item === 'number' ? String(item) : item;
  };
  if (!isListType(type)) return said(value);
  const items = Array.isArray(value)
    ? value
    : String(value)
        .split(',')
        .map((item) => item.trim());
  return items.length === 1 && items[0] === '' ? [] : items.map(said);
}

test('a value that the published schema takes is one that the API takes', () => {
  const wrong = cases.flatMap(({ placement, parameter, schema }) =>
    edgesOf(parameter)
      .filter((value) => isValid(schema, value) && !parameterValue(parameter, value).ok)
      .map((value) => `${placement} ${JSON.stringify(value)}`),
  );
  expect(cases.length).toBeGreaterThan(200);
  expect(wrong).toEqual([]);
});

test('a value that the API takes is one that the published schema takes, at the latest when it is said plainly', () => {
  const wrong = cases.flatMap(({ placement, parameter, schema }) =>
    edgesOf(parameter)
      .filter((value) => parameterValue(parameter, value).ok)
      .filter((value) => !isValid(schema, value) && !isValid(schema, plainly(parameter, value)))
      .map((value) => `${placement} ${JSON.stringify(value)}`),
  );
  expect(wrong).toEqual([]);
});

test('a default is a value that the published schema takes', () => {
  const wrong = cases.filter(({ schema }) => 'default' in schema && !isValid(schema, schema.default));
  expect(wrong.map(({ placement }) => placement)).toEqual([]);
});
