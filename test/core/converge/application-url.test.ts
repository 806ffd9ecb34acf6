import { describe, expect, it } from 'vitest';
import { applicationUrl, environmentUrl } from '../../../src/core/converge/application-url.ts';
import { newScopeState } from '../../../src/core/new-scope-state.ts';
import { stackRecord } from '../../builders.ts';

const scopeState = (scope: string, stacks: readonly ReturnType<typeof stackRecord>[]) => ({
  ...newScopeState(scope, '2026-11-20T12:00:00.000Z'),
  stacks: Object.fromEntries(stacks.map((stack) => [stack.component, stack])),
});
const balancer = stackRecord({
  component: 'load-balancer',
  outputs: { LoadBalancerDns: 'lb.example.net', HttpsListenerArn: 'none' },
});
const https = stackRecord({
  component: 'https',
  parameters: { DomainName: 'dev.example.com' },
  outputs: { HttpsListenerArn: 'arn:listener' },
});
const plain = scopeState('environments/dev', [balancer]);
const secure = scopeState('environments/dev', [balancer, https]);
const url = (spec: Parameters<typeof applicationUrl>[0], environment = plain, application = scopeState('shop', [])) =>
  applicationUrl(spec, { application, environment });

describe('the address of an application', () => {
  it('is its path on the load balancer', () => {
    expect(url({ type: 'web', route: { path: '/shop/*' } })).toBe('http://lb.example.net/shop/');
    expect(url({ type: 'instances', route: { path: '/*' } })).toBe('http://lb.example.net/');
  });

  it("is its own host name, over HTTPS where there is a listener, or below the environment's domain", () => {
    expect(url({ type: 'web', route: { host: 'shop.example.com' } })).toBe('http://shop.example.com/');
    expect(url({ type: 'web', route: { host: 'shop.dev.example.com' } }, secure)).toBe('https://shop.dev.example.com/');
    expect(url({ type: 'web', route: { path: '/shop/*' } }, secure)).toBe('https://dev.example.com/shop/');
  });

  it('is that of its site, where it is one', () => {
    const context = stackRecord({ component: 'static-site', outputs: { SiteUrl: 'https://docs.example.com' } });
    expect(url({ type: 'static', route: { path: '/*' } }, plain, scopeState('docs', [context]))).toBe(
      'https://docs.example.com',
    );
  });

  it('is none for what nobody asks, and before there is a load balancer', () => {
    expect(url({ type: 'worker', route: { path: '/*' } })).toBeUndefined();
    expect(url({ type: 'web', route: { path: '/*' } }, scopeState('environments/dev', []))).toBeUndefined();
  });
});

it('the address of an environment is its domain, or that of its load balancer', () => {
  expect(environmentUrl(secure)).toBe('https://dev.example.com/');
  expect(environmentUrl(plain)).toBe('http://lb.example.net/');
  expect(environmentUrl(undefined)).toBeUndefined();
});
