import { describe, expect, it } from 'vitest';
import { decideClaims, type Made, madeOf } from '../../../src/core/converge/decide-claims.ts';
import { planConverge } from '../../../src/core/converge/plan-converge.ts';
import type { ScopeClaim } from '../../../src/core/entities.ts';
import { stackRecord } from '../../builders.ts';
import { installation, standing } from './installation.ts';

const dev = 'environments/dev';
const shop = `${dev}/applications/shop`;
const cart = `${dev}/applications/cart`;
const at = (path: string) => ({ route: { path } });

type Plinth = Awaited<ReturnType<typeof standing>>;

/** What each child of a scope has: `cart route /cart/*`. */
async function claimed({ ports }: Plinth, parent = dev): Promise<readonly string[]> {
  const claims = await ports.state.listClaims(parent);
  return claims.map(({ scope, kind, value }) => `${scope.split('/').at(-1)} ${kind} ${value}`).sort();
}

describe('a claim', () => {
  it('of the route that an application leaves stays until its stack has moved', async () => {
    const plinth = await standing();
    await plinth.put(cart, at('/cart/*'));
    const moving = await plinth.ask(shop, at('/shop/*'));
    await planConverge({ operationId: moving }, plinth.ports);
    const ofShop = async () => (await claimed(plinth)).filter((line) => line.startsWith('shop route'));
    expect(await ofShop()).toEqual(['shop route /*', 'shop route /shop/*']);
    await expect(plinth.ask(cart, at('/*'))).rejects.toThrow("application 'shop' has the route /* already");
    await plinth.run([moving]);
    expect(await ofShop()).toEqual(['shop route /shop/*']);
  });

  it('is refused to a neighbour while an operation moves from it, and free afterwards', async () => {
    const plinth = await standing();
    await plinth.put(cart, at('/cart/*'));
    for (const [path, route] of [
      [shop, '/cart/*'],
      [cart, '/*'],
    ] as const) {
      await expect(plinth.ask(path, at(route))).rejects.toThrow('already');
    }
    await plinth.put(shop, at('/shop/*'));
    expect((await plinth.put(cart, at('/*'))).operation.status).toBe('succeeded');
    expect((await claimed(plinth)).filter((line) => line.includes('route'))).toEqual([
      'cart route /*',
      'shop route /shop/*',
    ]);
  });

  it('is given back when the stack change fails and nothing of it was made', async () => {
    const plinth = await standing();
    const { operation } = await plinth.put(cart, at('/cart/*'), { failing: { service: 'no capacity' } });
    expect(operation.status).toBe('failed');
    expect((await claimed(plinth)).filter((line) => line.startsWith('cart'))).toEqual([]);
    const failed = await plinth.put('environments/test', {}, { failing: { network: 'VpcLimitExceeded' } });
    expect(failed.operation.status).toBe('failed');
    expect(await claimed(plinth, 'base')).toEqual(['dev range 10.1.0.0/16']);
  });

  it('that a repair takes again stays taken', async () => {
    const plinth = await standing();
    const ofShop = async () => (await plinth.ports.state.listClaims(dev)).filter(({ kind }) => kind === 'route');
    for (const lost of await ofShop()) await plinth.ports.state.dropClaim(lost);
    expect((await plinth.repair(shop)).operation.status).toBe('succeeded');
    expect(await ofShop()).toMatchObject([{ scope: shop, value: '/*', standing: true }]);
  });

  it('of two hundred environments that are asked for at once meets no other', async () => {
    const plinth = installation();
    await plinth.put('base');
    const names = Array.from({ length: 200 }, (_, n) => `environments/env${n}`);
    const ids = await Promise.all(names.map((name) => plinth.ask(name)));
    await Promise.all(ids.map((operationId) => planConverge({ operationId }, plinth.ports)));
    const claims = await plinth.ports.state.listClaims('base');
    expect(claims).toHaveLength(200);
    expect(new Set(claims.map(({ value }) => value)).size).toBe(200);
  });
});

const claim = (key: string, isStanding: boolean): ScopeClaim => {
  const common = { parent: dev, kind: 'route', value: key, scope: shop, operationId: 'op_1' } as const;
  return { ...common, key, standing: isStanding };
};

describe('after an operation that moved from one route to another, a scope keeps', () => {
  it.each<[Made, string[], string[]]>([
    ['yes', ['new'], ['old']],
    ['no', ['old'], ['new']],
    ['unknown', ['new', 'old'], []],
  ])('where its stack moved, %s', (made, kept, dropped) => {
    const claims = [claim('new', false), claim('old', true)];
    const { keep, drop } = decideClaims({ claims, wanted: ['new'], made: () => made });
    expect([keep.map(({ key }) => key), drop.map(({ key }) => key)]).toEqual([kept, dropped]);
    expect(keep.find(({ key }) => key === 'new')?.standing).toBe(made === 'no' ? undefined : made === 'yes');
  });
});

describe('whether a stack moved to its claims', () => {
  const stack = (action: 'create' | 'update' | 'keep') => {
    const target = { account: '111122223333', region: 'eu-west-1' };
    const names = { stackKey: 'service', component: 'service', stackName: 'plinth--dev--shop--service' };
    return { ...names, scope: shop, target, action, requires: [], data: false, description: 'A service' };
  };
  const failed = (code: string) => {
    const error = { code, message: 'no', evidence: [], nextSteps: [] };
    return { status: 'failed' as const, error, retained: [], endedAt: '2026-11-20T12:00:00.000Z' };
  };
  const succeeded = { status: 'succeeded' as const, retained: [], endedAt: '2026-11-20T12:00:00.000Z' };

  it.each([
    ['yes', 'keep', undefined, 'UPDATE_COMPLETE'],
    ['yes', 'update', succeeded, 'UPDATE_COMPLETE'],
    ['no', 'update', failed('StackFailed'), 'UPDATE_ROLLBACK_COMPLETE'],
    ['no', 'update', failed('RequirementFailed'), 'UPDATE_COMPLETE'],
    ['no', 'create', failed('StackFailed'), undefined],
    ['unknown', 'update', failed('StackFailed'), 'UPDATE_ROLLBACK_FAILED'],
    ['unknown', 'update', failed('StackFailed'), 'UPDATE_COMPLETE'],
    ['unknown', 'update', undefined, 'UPDATE_COMPLETE'],
  ] as const)('is %s after %s', (made, action, outcome, status) => {
    const plan = {
      operationId: 'op_1',
      scope: shop,
      wish: 'present' as const,
      planOnly: false,
      stacks: [stack(action)],
    };
    const outcomes = new Map(outcome ? [['service', outcome]] : []);
    const records = status ? { service: stackRecord({ component: 'service', status }) } : {};
    expect(madeOf('route', { plan, outcomes, records })).toBe(made);
    expect(madeOf('route', { plan: undefined, outcomes, records })).toBe('no');
  });
});
