import { describe, expect, test } from 'vitest';
import { openApiChanges } from '../../scripts/contract/openapi-changes.ts';
import { type Direction, type Schema, schemaChanges } from '../../scripts/contract/schema-changes.ts';

const text: Schema = { type: 'string' };
const object = (properties: Record<string, Schema>, required: string[] = []): Schema => ({
  type: 'object',
  properties,
  required,
});

function changes(direction: Direction, before: Schema, after: Schema): readonly string[] {
  return schemaChanges({ before, after, direction, documents: { before, after }, at: '#x' });
}

describe('what Plinth reads', () => {
  test.each<[string, Schema, Schema, string]>([
    ['a field that was removed', object({ a: text, b: text }), object({ a: text }), '#x: field `b` was removed'],
    ['a field that is required now', object({ a: text }), object({ a: text }, ['a']), '#x: field `a` is now required'],
    ['a new field that is required', object({}), object({ a: text }, ['a']), '#x: field `a` is now required'],
    [
      'a type that was narrowed',
      object({ a: { type: ['string', 'null'] } }),
      object({ a: text }),
      '#x/a: no longer takes null',
    ],
    ['a type that changed', text, { type: 'integer' }, '#x: no longer takes string'],
    [
      'a type where there was none',
      {},
      { type: ['string', 'number', 'boolean', 'array', 'object'] },
      '#x: no longer takes null',
    ],
    ['a number that must be whole now', { type: 'number' }, { type: 'integer' }, '#x: no longer takes number'],
    ['a value that was removed', { enum: ['a', 'b'] }, { enum: ['a'] }, '#x: no longer takes "b"'],
    ['values where any text was taken', text, { ...text, enum: ['a'] }, '#x: no longer takes any other value'],
    ['another constant', { const: 1 }, { const: 2 }, '#x: no longer takes 1'],
    ['another default', { ...text, default: 'a' }, { ...text, default: 'b' }, '#x: the default "a" is now "b"'],
    ['a higher minimum', { minimum: 1 }, { minimum: 2 }, '#x: minimum is now 2'],
    ['a lower maximum', { maximum: 3 }, { maximum: 2 }, '#x: maximum is now 2'],
    ['a limit where there was none', text, { ...text, maxLength: 9 }, '#x: maxLength is now 9'],
    ['another pattern', { ...text, pattern: 'a' }, { ...text, pattern: 'b' }, '#x: pattern is now "b"'],
    ['a format where there was none', text, { ...text, format: 'date' }, '#x: format is now "date"'],
    ['an item that was narrowed', { items: text }, { items: { ...text, maxLength: 1 } }, '#x/*: maxLength is now 1'],
    [
      'a name that was narrowed',
      { propertyNames: text },
      { propertyNames: { ...text, maxLength: 1 } },
      '#x/*: maxLength is now 1',
    ],
    [
      'unknown fields that are refused now',
      { type: 'object' },
      { type: 'object', additionalProperties: false },
      '#x: no longer takes unknown fields',
    ],
    ['a branch that was removed', { anyOf: [text, { type: 'null' }] }, text, '#x: no longer takes null'],
    [
      'a field of a branch that was removed',
      { oneOf: [object({ s: { const: 'a' }, b: text })] },
      { oneOf: [object({ s: { const: 'a' } })] },
      '#x: field `b` was removed',
    ],
  ])('breaks by %s', (_, before, after, change) => {
    expect(changes('in', before, after)).toEqual([change]);
    expect(changes('in', before, before)).toEqual([]);
  });

  test.each<[string, Schema, Schema]>([
    ['a new optional field', object({}), object({ a: text })],
    ['a field that is optional now', object({ a: text }, ['a']), object({ a: text })],
    ['a new value', { enum: ['a'] }, { enum: ['a', 'b'] }],
    ['a wider type', text, { type: ['string', 'null'] }],
    ['a new branch', text, { anyOf: [text, { type: 'null' }] }],
    ['looser bounds', { minimum: 2, maxLength: 3, pattern: 'a' }, { minimum: 1, maxLength: 4 }],
    ['other words', { ...text, description: 'a' }, { ...text, description: 'b' }],
  ])('takes %s', (_, before, after) => {
    expect(changes('in', before, after)).toEqual([]);
  });
});

describe('what Plinth writes', () => {
  test.each<[string, Schema, Schema, string]>([
    ['a field that was removed', object({ a: text, b: text }), object({ a: text }), '#x: field `b` was removed'],
    [
      'a field that may be absent now',
      object({ a: text }, ['a']),
      object({ a: text }),
      '#x: field `a` may now be absent',
    ],
    [
      'a field that may be null now',
      object({ a: text }),
      object({ a: { anyOf: [text, { type: 'null' }] } }),
      '#x/a: may now be null',
    ],
    ['a type that was widened', text, { type: ['string', 'integer'] }, '#x: may now be integer'],
    ['another constant', { const: 'ok' }, { const: 'fine' }, '#x: is no longer "ok"'],
  ])('breaks by %s', (_, before, after, change) => {
    expect(changes('out', before, after)).toEqual([change]);
    expect(changes('out', before, before)).toEqual([]);
  });

  test.each<[string, Schema, Schema]>([
    ['a new field', object({ a: text }, ['a']), object({ a: text, b: text }, ['a', 'b'])],
    ['a new value of an enum: readers accept those that they do not know', { enum: ['a'] }, { enum: ['a', 'b'] }],
    ['a narrower type', { type: ['string', 'null'] }, text],
  ])('takes %s', (_, before, after) => {
    expect(changes('out', before, after)).toEqual([]);
  });
});

test('references are followed, in circles too', () => {
  const node = (value: Schema): Schema => ({
    $ref: '#/$defs/Node',
    $defs: { Node: object({ value, next: { $ref: '#/$defs/Node' } }) },
  });
  expect(changes('in', node(text), node(text))).toEqual([]);
  expect(changes('in', node(text), node({ ...text, maxLength: 1 }))).toEqual(['#x/value: maxLength is now 1']);
});

describe('the HTTP API', () => {
  const json = (schema: Schema) => ({ content: { 'application/json': { schema } } });
  const query = (name: string, rest: Schema = {}) => ({ in: 'query', name, schema: text, ...rest });
  const base = {
    operationId: 'put-base',
    parameters: [query('plan')],
    requestBody: json(object({ a: text })),
    responses: { '202': { headers: { location: {} }, ...json(object({ id: text }, ['id'])) } },
  };
  const api = (put: Schema, more: Schema = {}): Schema => ({ paths: { '/base': { put, ...more } } });
  const get = { operationId: 'get-base', responses: {} };

  test.each<[string, Schema, Schema, string]>([
    ['a path that was removed', api(base), { paths: {} }, '#PUT /base: the operation was removed'],
    ['a method that was removed', api(base, { get }), api(base), '#GET /base: the operation was removed'],
    [
      'an operation that was renamed',
      api(base),
      api({ ...base, operationId: 'set-base' }),
      '#PUT /base: the operationId put-base is now set-base',
    ],
    [
      'a parameter that was removed',
      api(base),
      api({ ...base, parameters: [] }),
      '#PUT /base: parameter query plan was removed',
    ],
    [
      'a parameter that is required now',
      api(base),
      api({ ...base, parameters: [query('plan', { required: true })] }),
      '#PUT /base: parameter query plan is now required',
    ],
    [
      'a new parameter that is required',
      api(base),
      api({ ...base, parameters: [...base.parameters, query('by', { required: true })] }),
      '#PUT /base: parameter query by is now required',
    ],
    [
      'a parameter of another type',
      api(base),
      api({ ...base, parameters: [query('plan', { schema: { type: 'boolean' } })] }),
      '#PUT /base query plan: no longer takes string',
    ],
    [
      'a body that was narrowed',
      api(base),
      api({ ...base, requestBody: json(object({ a: text }, ['a'])) }),
      '#PUT /base body: field `a` is now required',
    ],
    ['a body that was removed', api(base), api({ ...base, requestBody: undefined }), '#PUT /base body: was removed'],
    [
      'a body where there was none',
      api({ ...base, requestBody: undefined }),
      api(base),
      '#PUT /base body: is now required',
    ],
    [
      'an answer that was removed',
      api(base),
      api({ ...base, responses: {} }),
      '#PUT /base 202: the answer was removed',
    ],
    [
      'a header that was removed',
      api(base),
      api({ ...base, responses: { '202': json(object({ id: text }, ['id'])) } }),
      '#PUT /base 202: header location was removed',
    ],
    [
      'a field of an answer that was removed',
      api(base),
      api({ ...base, responses: { '202': { headers: { location: {} }, ...json(object({})) } } }),
      '#PUT /base 202: field `id` was removed',
    ],
  ])('breaks by %s', (_, before, after, change) => {
    expect(openApiChanges(before, after)).toEqual([change]);
    expect(openApiChanges(before, before)).toEqual([]);
  });

  test('takes a new path, a new method, a new parameter that may be absent, and a new field', () => {
    const more = {
      ...base,
      parameters: [...base.parameters, query('limit')],
      requestBody: json(object({ a: text, b: text })),
      responses: { ...base.responses, '200': json(text) },
    };
    const after = { paths: { '/base': { put: more, get }, '/me': { get } } };
    expect(openApiChanges(api(base), after)).toEqual([]);
  });
});
