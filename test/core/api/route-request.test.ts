import { expect, test } from 'vitest';
import { routeRequest } from '../../../src/core/api/route-request.ts';

test('a path finds its operation and its parameters', () => {
  expect(routeRequest('POST', '/environments/dev/applications/shop/releases/7/rollback')).toEqual({
    operationId: 'roll-back-release',
    path: { environment: 'dev', application: 'shop', number: '7' },
  });
});

test('a path is answered below /v1 and without it, and /v1 counts once', () => {
  expect(routeRequest('GET', '/v1/environments/dev')).toEqual(routeRequest('GET', '/environments/dev'));
  expect(routeRequest('GET', '/v1/openapi.json').operationId).toBe('get-openapi');
  for (const path of ['/v1', '/v1/', '/v1/v1/base', '/v1base', '/v2/base'])
    expect(() => routeRequest('GET', path), path).toThrow(expect.objectContaining({ code: 'NotFound' }));
});

test('a slash at the end and escaped letters make no difference', () => {
  expect(routeRequest('GET', '/environments/').operationId).toBe('list-environments');
  expect(routeRequest('GET', '/environments/%64ev').path).toEqual({ environment: 'dev' });
});

test('an escaped slash stays inside its name', () => {
  expect(routeRequest('GET', '/environments/..%2Fbase').path).toEqual({ environment: '../base' });
});

test('an unknown path and a method that a path does not take are told apart', () => {
  expect(() => routeRequest('GET', '/nowhere')).toThrow(expect.objectContaining({ code: 'NotFound' }));
  expect(() => routeRequest('PATCH', '/base')).toThrow(
    expect.objectContaining({
      code: 'MethodNotAllowed',
      message: '"/base" does not support PATCH; use PUT, GET, DELETE',
    }),
  );
});

test('a path that cannot be decoded is taken as it is', () => {
  expect(routeRequest('GET', '/environments/%zz').path).toEqual({ environment: '%zz' });
});
