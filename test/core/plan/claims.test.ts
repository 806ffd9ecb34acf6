import { describe, expect, it } from 'vitest';
import type { ScopeState } from '../../../src/core/entities.ts';
import { newScopeState } from '../../../src/core/new-scope-state.ts';
import { claimDomain, claimNetwork, claimRoute, claimRulePriority } from '../../../src/core/plan/claims.ts';

const now = '2026-11-20T12:00:00.000Z';
const target = { account: '111122223333', region: 'eu-west-1' };
const base = newScopeState('base', now);
const wish = (environment: string, cidr?: string) => ({ environment, target, cidr, standing: false });

describe('claims', () => {
  it('give an environment the range it had', () => {
    const first = claimNetwork(base, wish('dev'));
    const second = claimNetwork(first, wish('test'));
    expect(claimNetwork(second, wish('dev')).networks).toEqual({
      dev: { ...target, cidr: '10.1.0.0/16' },
      test: { ...target, cidr: '10.2.0.0/16' },
    });
  });

  it('refuse a range that another environment of the region has, and say whose it is', () => {
    const taken = claimNetwork(base, wish('dev', '10.8.0.0/16'));
    expect(() => claimNetwork(taken, wish('test', '10.8.128.0/24'))).toThrow(
      '10.8.128.0/24 overlaps 10.8.0.0/16 of environments/dev',
    );
    const elsewhere = { ...wish('test', '10.8.128.0/24'), target: { ...target, region: 'us-east-1' } };
    expect(claimNetwork(taken, elsewhere).networks.test?.cidr).toBe('10.8.128.0/24');
  });

  it('put the rule that says more before the one that says less, whoever came first', () => {
    const routes = [
      { path: '/*' },
      { path: '/api/*' },
      { path: '/api/v2/*' },
      { path: '/api/v2' },
      { host: 'a.example.com' },
    ];
    let scopeState: ScopeState = newScopeState('environments/dev', now);
    for (const [n, route] of routes.entries()) scopeState = claimRulePriority(scopeState, `app${n}`, route);
    const byPriority = Object.entries(scopeState.rulePriorities).toSorted(([, one], [, other]) => one - other);
    expect(byPriority.map(([name]) => name)).toEqual(['app4', 'app2', 'app3', 'app1', 'app0']);
    expect(Math.max(...Object.values(scopeState.rulePriorities))).toBeLessThan(50_000);
    const moved = claimRulePriority(scopeState, 'app0', { host: 'b.example.com' });
    expect(moved.rulePriorities.app0).toBe(2);
  });

  it('give a route to one application, and again to the same', () => {
    const scopeState = claimRoute(newScopeState('environments/dev', now), 'shop', { path: '/*' });
    expect(claimRoute(scopeState, 'shop', { path: '/shop/*' }).routes).toEqual({ shop: '/shop/*' });
    expect(claimRoute(scopeState, 'cart', { host: 'cart.example.com' }).routes).toMatchObject({
      cart: 'cart.example.com',
    });
    const refusal = { code: 'InvalidRequest', fields: [expect.objectContaining({ pointer: '/route/path' })] };
    expect(() => claimRoute(scopeState, 'cart', { path: '/*' })).toThrow(expect.objectContaining(refusal));
  });

  it('give a domain to one environment, or to several that share it', () => {
    const wish = (environment: string, shared: boolean) => ({ environment, domain: 'example.com', shared });
    const alone = claimDomain(base, wish('dev', false));
    expect(claimDomain(alone, wish('dev', true)).domains).toEqual({ dev: { domain: 'example.com', shared: true } });
    expect(() => claimDomain(alone, wish('test', true))).toThrow("'example.com' is the domain of environments/dev");
    const shared = claimDomain(base, wish('dev', true));
    expect(Object.keys(claimDomain(shared, wish('test', true)).domains)).toEqual(['dev', 'test']);
    expect(claimDomain(alone, { environment: 'dev', domain: undefined, shared: false }).domains).toEqual({});
  });

  it('give no domain inside or around that of another environment', () => {
    const wish = (environment: string, domain: string) => ({ environment, domain, shared: false });
    const dev = claimDomain(base, wish('dev', 'dev.example.com'));
    for (const domain of ['api.dev.example.com', 'example.com']) {
      expect(() => claimDomain(dev, wish('test', domain))).toThrow('must not contain each other');
    }
    expect(Object.keys(claimDomain(dev, wish('test', 'test.example.com')).domains)).toEqual(['dev', 'test']);
    expect(Object.keys(claimDomain(dev, wish('test', 'mydev.example.com')).domains)).toEqual(['dev', 'test']);
  });

  it('give the domain of the zone that delegates beside those inside it', () => {
    const wish = (environment: string, domain: string) => ({ environment, domain, shared: false, zone: 'example.com' });
    const prod = claimDomain(base, wish('prod', 'example.com'));
    const both = claimDomain(prod, wish('dev', 'dev.example.com'));
    expect(Object.keys(claimDomain(both, wish('prod', 'example.com')).domains)).toEqual(['dev', 'prod']);
    expect(() => claimDomain(both, wish('test', 'api.dev.example.com'))).toThrow('must not contain each other');
  });

  it('give fifty applications a rule priority each, and no more', () => {
    let scopeState: ScopeState = newScopeState('environments/dev', now);
    const route = { path: '/*' };
    for (let n = 1; n <= 50; n++) scopeState = claimRulePriority(scopeState, `app${n}`, route);
    expect(new Set(Object.values(scopeState.rulePriorities)).size).toBe(50);
    expect(claimRulePriority(scopeState, 'app7', route)).toBe(scopeState);
    expect(() => claimRulePriority(scopeState, 'app51', route)).toThrow(
      expect.objectContaining({ code: 'QuotaExceeded' }),
    );
  });
});
