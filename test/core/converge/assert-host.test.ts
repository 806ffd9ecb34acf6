import { expect, test } from 'vitest';
import { assertHost } from '../../../src/core/converge/assert-host.ts';

const check = (host: string | undefined, domain?: string, type: 'static' | 'web' = 'static') => {
  return () => assertHost({ type, route: host === undefined ? {} : { host } }, domain === undefined ? {} : { domain });
};

test('takes a name one level below the domain for a site, and any for what stands behind a load balancer', () => {
  expect(check('www.example.com', 'example.com')).not.toThrow();
  expect(check(undefined, 'example.com')).not.toThrow();
  expect(check('shop.example.org', 'example.com', 'web')).not.toThrow();
});

test.each([
  ['elsewhere', 'www.example.org', 'example.com'],
  ['two levels below', 'a.b.example.com', 'example.com'],
  ['that is the domain itself', 'example.com', 'example.com'],
  ['where there is no domain', 'www.example.com', undefined],
])('refuses one %s', (_, host, domain) => {
  const fields = [expect.objectContaining({ pointer: '/route/host' })];
  expect(check(host, domain)).toThrow(expect.objectContaining({ code: 'InvalidRequest', fields }));
});
