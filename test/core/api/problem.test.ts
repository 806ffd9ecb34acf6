import { expect, test } from 'vitest';
import { openApiDocument } from '../../../src/core/api/openapi.ts';
import { problemHeaders, problemOf } from '../../../src/core/api/problem.ts';
import { ERRORS, type ErrorCode, PlinthError } from '../../../src/core/errors.ts';

const headersOf = (code: ErrorCode) => problemHeaders(problemOf(new PlinthError(code, 'so it is'), 'trace'));

test.each(Object.keys(ERRORS) as ErrorCode[])('%s says when to come again if its help says so', (code) => {
  expect('retry-after' in headersOf(code)).toBe(ERRORS[code].help.includes('Retry-After'));
  expect(headersOf(code)).toMatchObject({ 'content-type': 'application/problem+json' });
});

test('too many requests are over in a moment', () => {
  expect(headersOf('TooManyRequests')['retry-after']).toBe('1');
});

test('If-Match is described where it is read: where a scope is changed or retired', () => {
  const described = Object.entries(openApiDocument().paths ?? {}).flatMap(([path, item]) =>
    Object.entries(item as Record<string, { parameters?: { name: string }[] }>)
      .filter(([, { parameters = [] }]) => parameters.some(({ name }) => name === 'if-match'))
      .map(([method]) => `${method} ${path}`),
  );
  const application = '/environments/{environment}/applications/{application}';
  const scopes = ['/base', '/environments/{environment}', application];
  expect(described.sort()).toEqual(['delete', 'put'].flatMap((verb) => scopes.map((path) => `${verb} ${path}`)).sort());
});
