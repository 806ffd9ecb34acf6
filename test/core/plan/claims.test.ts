import { describe, expect, it } from 'vitest';
import type { ScopeClaim } from '../../../src/core/entities.ts';
import {
  claimDomain,
  claimNetwork,
  claimRoute,
  claimRulePriority,
  type WantedClaim,
} from '../../../src/core/plan/claims.ts';

const target = { account: '111122223333', region: 'eu-west-1' };
const network = (name: string, cidr?: string, attempt = 0) => {
  return { scope: `environments/${name}`, target, cidr, standing: false, attempt };
};
const application = (name: string, route: { path?: string; host?: string }) => {
  return { scope: `environments/dev/applications/${name}`, route };
};
const domain = (name: string, text: string, more: { shared?: boolean; zone?: string } = {}) => {
  return { scope: `environments/${name}`, domain: text, shared: false, ...more };
};

/** A claim that a scope has. */
function held({ scope }: { readonly scope: string }, wanted: WantedClaim, standing = true): ScopeClaim {
  const parent = scope.includes('/applications/') ? 'environments/dev' : 'base';
  return { ...wanted, parent, scope, operationId: 'op_0', standing };
}

describe('claims', () => {
  it('give an environment the range it had, and the next one another', () => {
    const dev = held(network('dev'), claimNetwork([], network('dev')));
    const test = held(network('test'), claimNetwork([dev], network('test')));
    expect([dev, test].map(({ value }) => value)).toEqual(['10.1.0.0/16', '10.2.0.0/16']);
    expect(claimNetwork([test, dev], network('dev')).value).toBe('10.1.0.0/16');
  });

  it('let environments that want a range in the same moment choose apart from each other', () => {
    const names = Array.from({ length: 20 }, (_, n) => `env${n}`);
    const second = names.map((name) => claimNetwork([], network(name, undefined, 1)).value);
    expect(new Set(second).size).toBeGreaterThan(15);
  });

  it('refuse a range that another environment of the region has, and say whose it is', () => {
    const taken = [held(network('dev'), claimNetwork([], network('dev', '10.8.0.0/16')))];
    expect(() => claimNetwork(taken, network('test', '10.8.128.0/24'))).toThrow(
      '10.8.128.0/24 overlaps 10.8.0.0/16 of environments/dev',
    );
    const elsewhere = { ...network('test', '10.8.128.0/24'), target: { ...target, region: 'us-east-1' } };
    expect(claimNetwork(taken, elsewhere).value).toBe('10.8.128.0/24');
    const inOtherAccount = { ...network('test', '10.8.128.0/24'), target: { ...target, account: '444455556666' } };
    expect(claimNetwork(taken, inOtherAccount).value).toBe('10.8.128.0/24');
  });

  it('give another range to an environment whose range in the new region is taken', () => {
    const moved = { ...network('dev'), target: { ...target, region: 'us-east-1' } };
    const before = held(network('dev'), claimNetwork([], network('dev')), false);
    const other = { ...network('test', '10.1.0.0/16'), target: moved.target };
    expect(claimNetwork([before, held(other, claimNetwork([], other))], moved).value).toBe('10.2.0.0/16');
  });

  it('take no notice of claims of other kinds', () => {
    const domainOfDev = held(domain('dev', 'dev.example.com'), claimDomain([], domain('dev', 'dev.example.com')));
    expect(claimNetwork([domainOfDev], network('dev')).value).toBe('10.1.0.0/16');
    const shop = application('shop', { path: '/*' });
    const route = { ...claimRoute([], shop), value: claimRulePriority([], shop).value };
    expect(claimRulePriority([held(application('cart', {}), route)], shop).value).toBe(route.value);
    expect(() => claimRoute([{ ...held(shop, claimRulePriority([], shop)), value: '/*' }], shop)).not.toThrow();
  });

  it('point at the host or the path of a route that another application has', () => {
    const has = (route: { path?: string; host?: string }) => [
      held(application('shop', route), claimRoute([], application('shop', route))),
    ];
    const pointer = (route: { path?: string; host?: string }) => {
      try {
        claimRoute(has(route), application('cart', route));
      } catch (error) {
        return (error as { fields?: readonly { pointer: string }[] }).fields?.[0]?.pointer;
      }
      return undefined;
    };
    expect(pointer({ path: '/*' })).toBe('/route/path');
    expect(pointer({ host: 'a.example.com' })).toBe('/route/host');
  });

  it('put the rule that says more before the one that says less, whoever came first', () => {
    const routes = [
      { path: '/*' },
      { path: '/api/*' },
      { path: '/api/v2/*' },
      { path: '/api/v2' },
      { host: 'a.example.com' },
    ];
    const claims: ScopeClaim[] = [];
    for (const [n, route] of routes.entries()) {
      const wish = application(`app${n}`, route);
      claims.push(held(wish, claimRulePriority(claims, wish)));
    }
    const byPriority = claims.toSorted((one, other) => Number(one.value) - Number(other.value));
    const names = byPriority.map(({ scope }) => scope.split('/').at(-1));
    expect(names).toEqual(['app4', 'app2', 'app3', 'app1', 'app0']);
    expect(Math.max(...claims.map(({ value }) => Number(value)))).toBeLessThan(50_000);
    expect(claimRulePriority(claims, application('app0', { host: 'b.example.com' })).value).toBe('2');
  });

  it('give a route to one application, and again to the same', () => {
    const shop = application('shop', { path: '/*' });
    const claims = [held(shop, claimRoute([], shop))];
    expect(claimRoute(claims, shop).value).toBe('/*');
    expect(claimRoute(claims, application('cart', { host: 'cart.example.com' })).value).toBe('cart.example.com');
    const refusal = { code: 'InvalidRequest', fields: [expect.objectContaining({ pointer: '/route/path' })] };
    expect(() => claimRoute(claims, application('cart', { path: '/*' }))).toThrow(expect.objectContaining(refusal));
  });

  it('keep the route and the priority that an application is leaving until it has left', () => {
    const [shop, moved] = [application('shop', { path: '/a/*' }), application('shop', { path: '/bb/*' })];
    const both = [shop, moved].flatMap((wish) => [
      held(wish, claimRoute([], wish), wish === shop),
      held(wish, claimRulePriority([], wish), wish === shop),
    ]);
    for (const path of ['/a/*', '/bb/*']) {
      expect(() => claimRoute(both, application('cart', { path }))).toThrow("application 'shop' has the route");
    }
    const neighbour = claimRulePriority(both, application('cart', { path: '/c/*' }));
    expect(both.map(({ value }) => value)).not.toContain(neighbour.value);
  });

  it('give a domain to one environment, or to several that share it', () => {
    const alone = [held(domain('dev', 'example.com'), claimDomain([], domain('dev', 'example.com')))];
    expect(() => claimDomain(alone, domain('test', 'example.com', { shared: true }))).toThrow(
      "'example.com' is the domain of environments/dev",
    );
    const sharing = domain('dev', 'example.com', { shared: true });
    const shared = [held(sharing, claimDomain([], sharing))];
    const other = claimDomain(shared, domain('test', 'example.com', { shared: true }));
    expect([...shared.map(({ key }) => key), other.key]).toEqual(['domain/example.com/dev', 'domain/example.com/test']);
    expect(claimDomain(alone, sharing)).toMatchObject({ value: 'example.com', shared: true });
  });

  it('give no domain inside or around that of another environment', () => {
    const dev = [held(domain('dev', 'dev.example.com'), claimDomain([], domain('dev', 'dev.example.com')))];
    for (const text of ['api.dev.example.com', 'example.com']) {
      expect(() => claimDomain(dev, domain('test', text))).toThrow('must not contain each other');
    }
    for (const text of ['test.example.com', 'mydev.example.com']) {
      expect(claimDomain(dev, domain('test', text)).value).toBe(text);
    }
  });

  it('give the domain of the zone that delegates beside those inside it', () => {
    const zone = { zone: 'example.com' };
    const prod = domain('prod', 'example.com', zone);
    const dev = domain('dev', 'dev.example.com', zone);
    const claims = [held(prod, claimDomain([], prod))];
    claims.push(held(dev, claimDomain(claims, dev)));
    expect(claimDomain(claims, prod).value).toBe('example.com');
    expect(() => claimDomain(claims, domain('test', 'api.dev.example.com', zone))).toThrow(
      'must not contain each other',
    );
  });

  it('give fifty applications a rule priority each, and no more', () => {
    const claims: ScopeClaim[] = [];
    for (let n = 1; n <= 50; n++) {
      const wish = application(`app${n}`, { path: '/*' });
      claims.push(held(wish, claimRulePriority(claims, wish)));
    }
    expect(new Set(claims.map(({ value }) => value)).size).toBe(50);
    expect(claimRulePriority(claims, application('app7', { path: '/*' })).value).toBe(claims[6]?.value);
    expect(() => claimRulePriority(claims, application('app51', { path: '/*' }))).toThrow(
      expect.objectContaining({ code: 'QuotaExceeded' }),
    );
  });
});
