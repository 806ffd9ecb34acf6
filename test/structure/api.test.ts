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
  expect(JSON.stringify(openApiDocument())).toContain('at most 3 that give a security group');
});
