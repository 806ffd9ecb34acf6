import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Lock } from '../../../src/core/entities.ts';
import { acquireLock, assertHolds, lockHolder, lockHolders, releaseLock } from '../../../src/core/lock/lock.ts';
import { newScopeState } from '../../../src/core/new-scope-state.ts';

const since = '2026-11-20T12:00:00.000Z';
const free: Lock = { holders: {}, fence: 0 };

function take(lock: Lock, operationId: string, application?: string): Lock {
  const answer = acquireLock(lock, {
    operationId,
    by: 'ana',
    since,
    ...(application !== undefined && { application }),
  });
  if (!answer.granted) throw new Error(`held by ${answer.holder.operationId}`);
  return answer.lock;
}

describe('the lock', () => {
  it('excludes everyone while one operation has all of it', () => {
    const lock = take(free, 'op_1');
    expect(() => take(lock, 'op_2')).toThrow('held by op_1');
    expect(() => take(lock, 'op_2', 'shop')).toThrow('held by op_1');
  });

  it('lets applications work side by side, but not twice on one', () => {
    const lock = take(take(free, 'op_1', 'shop'), 'op_2', 'cart');
    expect(lockHolders(lock).map(({ operationId }) => operationId)).toEqual(['op_1', 'op_2']);
    expect(() => take(lock, 'op_3', 'shop')).toThrow('held by op_1');
  });

  it('is not given to one operation while an application is at work', () => {
    expect(() => take(take(free, 'op_1', 'shop'), 'op_2')).toThrow('held by op_1');
  });

  it('lets an application in beside the provision of its environment, if it is provisioned itself', () => {
    const building = acquireLock(free, { operationId: 'op_1', by: 'ana', since, provisions: true });
    if (!building.granted) throw new Error('held');
    const shop = { operationId: 'op_2', by: 'ana', since, application: 'shop' };
    expect(acquireLock(building.lock, shop)).toMatchObject({ granted: false, holder: { operationId: 'op_1' } });
    const both = acquireLock(building.lock, { ...shop, provisions: true });
    expect(both).toMatchObject({ granted: true, fence: 2, lock: { holders: { shop: { fence: 2 } } } });
    if (!both.granted) throw new Error('held');
    // The application is done first: its environment is still being provisioned.
    const { exclusive, holders } = releaseLock(both.lock, 'op_2');
    expect([exclusive, holders]).toEqual([building.lock.exclusive, {}]);
    const next = { operationId: 'op_3', by: 'ana', since, provisions: true };
    expect(acquireLock(releaseLock(both.lock, 'op_1'), next)).toMatchObject({ holder: { operationId: 'op_2' } });
  });

  it('lets no application in beside the retirement of its environment', () => {
    const wish = { operationId: 'op_2', by: 'ana', since, application: 'shop', provisions: true };
    expect(acquireLock(take(free, 'op_1'), wish)).toMatchObject({ granted: false });
  });

  it('gives an operation that asks again what it has', () => {
    const lock = take(free, 'op_1', 'shop');
    expect(acquireLock(lock, { operationId: 'op_1', by: 'ana', since, application: 'shop' })).toEqual({
      granted: true,
      lock,
      fence: 1,
    });
  });

  it('is free again for others when it is given back, and its fence goes on', () => {
    const lock = take(releaseLock(take(free, 'op_1'), 'op_1'), 'op_2');
    expect(lock.exclusive).toMatchObject({ operationId: 'op_2', fence: 2 });
  });

  it('is not given back by a stranger', () => {
    const lock = take(free, 'op_1');
    expect(releaseLock(lock, 'op_2')).toBe(lock);
  });

  it('knows an application that is called constructor', () => {
    expect(Object.keys(take(free, 'op_1', 'constructor').holders)).toEqual(['constructor']);
  });

  it('stops an operation that does not hold it', () => {
    const scopeState = { ...newScopeState('environments/dev', since), lock: take(free, 'op_1') };
    expect(assertHolds(scopeState, 'op_1').fence).toBe(1);
    expect(() => assertHolds(scopeState, 'op_2')).toThrow(
      expect.objectContaining({ code: 'Fenced', message: 'operation op_2 no longer holds environments/dev' }),
    );
    expect(() => assertHolds(undefined, 'op_1')).toThrow(
      expect.objectContaining({ code: 'Fenced', message: 'operation op_1 no longer holds its scope' }),
    );
  });

  it('never has two who could meet, and its fence only grows', () => {
    const step = fc.record({
      operationId: fc.constantFrom('op_1', 'op_2', 'op_3', 'op_4'),
      application: fc.option(fc.constantFrom('shop', 'cart'), { nil: undefined }),
      provides: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let lock = free;
        for (const { operationId, application, provides } of steps) {
          const before = lock;
          const wish = { operationId, by: 'ana', since, ...(application !== undefined && { application }) };
          const answer = provides ? undefined : acquireLock(lock, wish);
          lock = answer ? (answer.granted ? answer.lock : lock) : releaseLock(lock, operationId);
          expect(lock.fence).toBeGreaterThanOrEqual(before.fence);
          if (lock.exclusive) expect(Object.keys(lock.holders)).toEqual([]);
          if (answer?.granted) expect(lockHolder(lock, operationId)?.fence).toBe(answer.fence);
        }
      }),
    );
  });
});
