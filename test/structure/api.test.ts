import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { openApiDocument } from '../../src/core/api/openapi.ts';
import { API } from '../../src/core/api/operations.ts';

test('every operationId has its file in functions/api, and every file its operationId', () => {
  const files = globSync('functions/api/*.ts').map((file) => basename(file, '.ts'));
  expect(files.sort()).toEqual(Object.keys(API).sort());
});

test('the OpenAPI document describes exactly the routes that there are', () => {
  const document = openApiDocument();
  const described = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.keys(item ?? {}).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.sort()).toEqual(
    Object.values(API)
      .map(({ method, path }) => `${method} ${path}`)
      .sort(),
  );
});

test('every path parameter that a route names is described', () => {
  const document = openApiDocument();
  const missing = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item ?? {}).flatMap(([method, operation]) => {
      const described = ((operation as { parameters?: { in: string; name: string }[] }).parameters ?? [])
        .filter((parameter) => parameter.in === 'path')
        .map(({ name }) => name);
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      return named.filter((name) => !described.includes(name ?? '')).map((name) => `${method} ${path}: ${name}`);
    }),
  );
  expect(missing).toEqual([]);
});

test('the OpenAPI document says how many components with a security group an application can use', () => {
  expect(JSON.stringify(openApiDocument())).toContain('at most 3 may provide a security group');
});

type Json = { readonly [key: string]: Json } | readonly Json[] | string | number | boolean | null;

const document = JSON.parse(JSON.stringify(openApiDocument()));

/** Every object in a document, with the path to it. */
function* objectsIn(value: Json, path = ''): Iterable<readonly [string, Readonly<Record<string, Json>>]> {
  if (value === null || typeof value !== 'object') return;
  if (!Array.isArray(value)) yield [path, value as Readonly<Record<string, Json>>];
  for (const [key, inner] of Object.entries(value)) yield* objectsIn(inner, `${path}/${key}`);
}

test('every request body and every answer is a named schema', () => {
  const bodies = [...objectsIn(document.paths)].filter(([path]) =>
    /\/content\/application\/[a-z+]+\/schema$/.test(path),
  );
  expect(bodies.length).toBeGreaterThan(60);
  expect(bodies.filter(([, schema]) => schema.$ref === undefined).map(([path]) => path)).toEqual([]);
});

test('every field and every parameter is described', () => {
  const fields = [...objectsIn(document.components.schemas)].flatMap(([path, { properties }]) =>
    Object.entries((properties ?? {}) as Record<string, Record<string, Json>>).map(
      ([name, field]) => [`${path}/${name}`, field] as const,
    ),
  );
  const parameters = [...objectsIn(document.paths)].filter(([, { in: place }]) => place !== undefined);
  expect([fields.length > 150, parameters.length > 60]).toEqual([true, true]);
  const bare = [...fields, ...parameters].filter(([, { description, $ref }]) => !description && !$ref);
  expect(bare.map(([path]) => path)).toEqual([]);
});

test('what is true or false is a boolean, and so in a query', () => {
  const texts = [...objectsIn(document)].filter(([, value]) => (value.enum as Json[] | undefined)?.includes('true'));
  expect(texts.map(([path]) => path)).toEqual([]);
  const flags = [...objectsIn(document.paths)].filter(([, { name }]) => name === 'plan' || name === 'resources');
  expect(new Set(flags.map(([, { schema }]) => (schema as { type: string }).type))).toEqual(new Set(['boolean']));
});

test('every list takes a limit of at most 100 and a cursor', () => {
  const lists = Object.values(document.paths as Record<string, Record<string, { operationId: string }>>)
    .flatMap((item) => Object.values(item))
    .filter(({ operationId }) => operationId.startsWith('list-')) as unknown as readonly {
    operationId: string;
    parameters: readonly { name: string; schema: { maximum?: number } }[];
  }[];
  expect(lists.map(({ operationId }) => operationId).sort()).toEqual(
    Object.keys(API)
      .filter((operationId) => operationId.startsWith('list-'))
      .sort(),
  );
  for (const { operationId, parameters } of lists) {
    expect(
      parameters.map(({ name }) => name),
      operationId,
    ).toEqual(expect.arrayContaining(['limit', 'cursor']));
    expect(parameters.find(({ name }) => name === 'limit')?.schema.maximum, operationId).toBe(100);
  }
});

test('the API is described at /v1', () => {
  expect(document.servers).toMatchObject([{ url: '/v1' }]);
});
