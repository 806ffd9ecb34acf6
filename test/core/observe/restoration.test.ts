import { expect, it, test } from 'vitest';
import { type Looks, withLooks } from '../../../src/core/converge/look-at-stacks.ts';
import { decideRestoration, type RestorationSnapshot } from '../../../src/core/observe/decide-restoration.ts';
import { NOW, SHOP, stackRecord, state } from './observed-world.ts';

const live = { slot: 'two', release: 2, weights: { one: 0, two: 100 }, since: NOW } as const;
const moved = [{ one: 100, two: 0 }];

test.each<[string, Omit<RestorationSnapshot, 'live'>, object]>([
  ['as recorded', { weights: [live.weights], healthy: { one: 1, two: 0 }, other: 1 }, { kind: 'as-recorded' }],
  [
    'moved, and the recorded slot is healthy',
    { weights: moved, healthy: { one: 1, two: 1 }, other: 1 },
    { kind: 'restore', weights: live.weights },
  ],
  [
    'moved to the only slot that is healthy',
    { weights: moved, healthy: { one: 1, two: 0 }, other: 1 },
    { kind: 'adopt', release: 1, slot: 'one' },
  ],
  [
    'moved to a healthy slot of an unknown release',
    { weights: moved, healthy: { one: 1, two: 0 }, other: undefined },
    { kind: 'restore', weights: live.weights },
  ],
  [
    'moved, and nothing is healthy',
    { weights: moved, healthy: { one: 0, two: 0 }, other: 1 },
    { kind: 'restore', weights: live.weights },
  ],
  [
    'one of two rules moved',
    { weights: [live.weights, ...moved], healthy: { one: 1, two: 1 }, other: 1 },
    { kind: 'restore', weights: live.weights },
  ],
])('%s', (_, snapshot, decision) => {
  expect(decideRestoration({ live, ...snapshot })).toEqual(decision);
});

it('a stack that is gone leaves its record, and what a stack lacks is noted on it', () => {
  const before = state(SHOP, {
    stacks: { service: stackRecord('service'), queue: stackRecord('queue'), bucket: stackRecord('bucket') },
  });
  expect(withLooks(before, new Map([['other', 'gone']]))).toBe(before);
  const looks: Looks = new Map<string, 'gone' | string[]>([
    ['id-service', ['HttpRule']],
    ['id-queue', 'gone'],
  ]);
  const { stacks } = withLooks(before, looks);
  expect([Object.keys(stacks), stacks.service?.missing, stacks.bucket]).toEqual([
    ['service', 'bucket'],
    ['HttpRule'],
    before.stacks.bucket,
  ]);
});
