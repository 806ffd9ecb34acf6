import { expect, test } from 'vitest';
import { routeRequest } from '../../../src/core/api/route-request.ts';

test('a path finds its operation and its parameters', () => {
  expect(routeRequest('POST', '/environments/dev/applications/shop/releases/7/rollback')).toEqual({
    operationId: 'roll-back-release',
    path: { environment: 'dev', application: 'shop', number: '7' },
  });
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
      message: '"/base" does not take PATCH; it takes PUT, GET, DELETE',
    }),
  );
});

test('a path that cannot be decoded is taken as it is', () => {
  expect(routeRequest('GET', '/environments/%zz').path).toEqual({ environment: '%zz' });
});
