import { describe, expect, test } from 'vitest';
import type { Live } from '../../../src/core/entities.ts';
import { afterShift, decideShift, type ShiftSnapshot, weightsProblem } from '../../../src/core/release/decide-shift.ts';
import {
  canShiftBack,
  decideLive,
  ownsTraffic,
  weightsToRestore,
} from '../../../src/core/release/decide-shift-back.ts';
import { decideWatch } from '../../../src/core/release/decide-watch.ts';
import { isPlaced } from '../../../src/core/release/delete-failed-release.ts';
import { statusesAfter } from '../../../src/core/release/live-state.ts';
import { wantedCapacity } from '../../../src/core/release/match-capacity.ts';
import type { ResolvedRelease } from '../../../src/core/release/resolved-release.ts';
import { isSuperseded } from '../../../src/core/release/retake-lock.ts';
import { type Verdict, verdictOf } from '../../../src/core/release/verify-release.ts';
import { ApplicationSpec } from '../../../src/core/spec/application-spec.ts';

const one = { one: 100, two: 0 };
const half = { one: 50, two: 50 };
const two = { one: 0, two: 100 };
const before: Live = { slot: 'one', release: 1, weights: one, since: '2026-11-20T12:00:00.000Z' };
/** A canary of release 2 in slot two: half of the traffic first. */
const schedule = [
  { weights: half, watchSeconds: 60 },
  { weights: two, watchSeconds: 0 },
];
const canary = { number: 2, slot: 'two', entry: 'place', before, schedule } as const;
const rules = { kind: 'rules', ruleArns: ['http'] } as unknown as ResolvedRelease['trafficSource'];

describe('a step of traffic', () => {
  const calm: ShiftSnapshot = { step: 0, weights: [one, one], unhealthy: undefined, alarm: undefined };

  test.each<[string, Partial<ShiftSnapshot>, object]>([
    ['moves every rule', {}, { kind: 'move', to: half }],
    ['moves when one of two rules has the weights already', { weights: [half, one] }, { kind: 'move', to: half }],
    ['keeps rules that have the weights already', { weights: [half, half] }, { kind: 'keep' }],
    ['keeps what receives no traffic', { weights: [] }, { kind: 'keep' }],
    ['refuses an unhealthy slot', { unhealthy: '0 of 1' }, { kind: 'refuse', code: 'ReleaseFailed' }],
    ['refuses an unhealthy slot that has traffic', { weights: [half], unhealthy: 'x' }, { kind: 'refuse' }],
    ['ignores an alarm before the first step', { alarm: 'errors' }, { kind: 'move' }],
    [
      'refuses an alarm after it',
      { step: 1, alarm: 'errors' },
      { kind: 'refuse', code: 'AlarmRaised', reason: 'errors' },
    ],
    ['refuses a step that does not exist', { step: 2 }, { kind: 'refuse', code: 'Internal' }],
  ])('%s', (_, snapshot, decision) => {
    expect(decideShift(canary, { ...calm, ...snapshot })).toMatchObject(decision);
  });

  test('reports weights that were changed outside Plinth, and sets them', () => {
    expect(decideShift(canary, { ...calm, weights: [two] })).toEqual({
      kind: 'move',
      to: half,
      changedByHand: 'a rule had weights 0/100 instead of 100/0: it was changed outside Plinth',
    });
    expect(decideShift(canary, { ...calm, step: 1, weights: [half] })).toEqual({ kind: 'move', to: two });
  });

  test('expects nothing of the rules when nothing was live before', () => {
    expect(decideShift({ ...canary, before: undefined }, { ...calm, weights: [two] })).toEqual({
      kind: 'move',
      to: half,
    });
  });

  test('is watched, and after the last one the release bakes if it has a bake time', () => {
    const resolved = { schedule, bakeSeconds: 60 } as unknown as ResolvedRelease;
    expect(afterShift(resolved, 0)).toEqual({ next: 'watch' });
    expect(afterShift(resolved, 1)).toEqual({ next: 'bake' });
    expect(afterShift({ ...resolved, bakeSeconds: 0 }, 1)).toEqual({ next: 'record' });
  });

  test('is read back from every rule', () => {
    expect(weightsProblem([half, half], half)).toBeUndefined();
    expect(weightsProblem([half, one], half)).toBe('a rule has weights 100/0 instead of 50/50');
  });
});

describe('a watch', () => {
  const calm = { number: 2, unhealthy: undefined, alarm: undefined, watchSeconds: 60, secondsSinceShift: 59.5 };

  test.each([
    ['waits until its time is over', {}, { kind: 'wait', seconds: 0.5, closely: true }],
    [
      'looks every ten seconds for ten minutes',
      { watchSeconds: 7200, secondsSinceShift: 599 },
      { kind: 'wait', seconds: 6601, closely: true },
    ],
    [
      'looks every minute after that',
      { watchSeconds: 7200, secondsSinceShift: 600 },
      { kind: 'wait', seconds: 6600, closely: false },
    ],
    [
      'looks closely at its end, to end on time',
      { watchSeconds: 7200, secondsSinceShift: 7150 },
      { kind: 'wait', seconds: 50, closely: true },
    ],
    ['is done then', { secondsSinceShift: 60 }, { kind: 'done' }],
    ['ends at an alarm', { alarm: 'errors' }, { kind: 'refuse', code: 'AlarmRaised', reason: 'errors' }],
    [
      'ends when targets become unhealthy, even in its last moment',
      { secondsSinceShift: 60, unhealthy: '0 of 1 targets are healthy' },
      {
        kind: 'refuse',
        code: 'ReleaseFailed',
        reason: 'release 2 became unhealthy while serving traffic: 0 of 1 targets are healthy',
      },
    ],
  ])('%s', (_, snapshot, decision) => {
    expect(decideWatch({ ...calm, ...snapshot })).toEqual(decision);
  });
});

describe('shifting back', () => {
  test.each([
    ['restores what was live before', { status: 'running', live: 1 }, true],
    ['restores it after the new release was recorded', { status: 'running', live: 2 }, true],
    ['leaves the weights of another operation alone', { status: 'running', live: 3 }, false],
    ['does nothing while the release waits without its lock', { status: 'waiting', live: 1 }, false],
  ] as const)('%s', (_, snapshot, owns) => {
    expect(ownsTraffic(canary, snapshot)).toBe(owns);
  });

  test('of a first release gives all traffic to the other slot, which is empty', () => {
    const first = { number: 1, slot: 'two', entry: 'place' } as const;
    expect(ownsTraffic(first, { status: 'running', live: undefined })).toBe(true);
    expect(ownsTraffic(first, { status: 'running', live: 1 })).toBe(true);
    expect(ownsTraffic(first, { status: 'waiting', live: undefined })).toBe(false);
    expect(weightsToRestore(first, [two])).toEqual(one);
    expect(weightsToRestore({ slot: 'one' }, [half])).toEqual(two);
    expect(weightsToRestore(first, [{ one: 0, two: 0 }])).toBeUndefined();
  });

  test('sets weights only where a rule differs', () => {
    expect(weightsToRestore(canary, [one, one])).toBeUndefined();
    expect(weightsToRestore(canary, [one, half])).toEqual(one);
  });

  test.each([
    ['goes to a release that answers', { before: 1, own: 1 }, true],
    ['never goes from a release that answers to one that does not', { before: 0, own: 1 }, false],
    ['goes back when neither answers', { before: 0, own: 0 }, true],
  ])('%s', (_, healthy, can) => {
    expect(canShiftBack(canary, healthy)).toBe(can);
  });

  test.each([
    ['records the release before as live again', canary, 2, { kind: 'restore' }],
    ['leaves a record that never changed', canary, 1, { kind: 'nothing' }],
    ['leaves a release that was live all the time', { ...canary, number: 1 }, 1, { kind: 'nothing' }],
    [
      'keeps a release that has replaced the one before in its slot',
      { ...canary, sharesSlotWith: 'hello-1' },
      2,
      { kind: 'keep', reason: 'release 2 stays live: it has already replaced release 1 in slot one' },
    ],
  ] as const)('%s', (_, resolved, live, decision) => {
    expect(decideLive(resolved, live)).toEqual(decision);
  });
});

describe('the stack of a release that failed', () => {
  test.each([
    ['is deleted', 'place', { planOnly: false, live: 1 }, true],
    ['stays when the release is live', 'place', { planOnly: false, live: 2 }, false],
    ['does not exist after a plan', 'place', { planOnly: true, live: 1 }, false],
    ['is another operation’s after a roll back', 'shift', { planOnly: false, live: 1 }, false],
  ] as const)('%s', (_, entry, snapshot, deleted) => {
    expect(isPlaced({ entry, number: 2 }, snapshot)).toBe(deleted);
  });
});

describe('the record after a release', () => {
  test.each([
    ['keeps the release before as standby', canary, [2, 'live', 1, 'standby']],
    ['retires it when its slot was taken', { ...canary, slot: 'one' as const }, [2, 'live', 1, 'retired']],
    ['has one release at first', { number: 1, slot: 'two' as const }, [1, 'live']],
    ['leaves a release that replaces itself', { ...canary, number: 1 }, [1, 'live']],
  ])('%s', (_, resolved, statuses) => {
    expect(statusesAfter(resolved).flatMap(({ number, status }) => [number, status])).toEqual(statuses);
  });
});

describe('the capacity of a new release', () => {
  const spec = ApplicationSpec.parse({ count: { min: 1, max: 6 } });
  const release = { trafficSource: rules, spec };

  test.each([
    ['matches what serves users', 1, 4, 4],
    ['never passes the maximum of its spec', 1, 9, 6],
    ['stays when it is enough', 4, 4, undefined],
    ['stays when it is more', 5, 4, undefined],
    ['stays at the maximum', 6, 9, undefined],
  ])('%s', (_, own, serving, wanted) => {
    expect(wantedCapacity(release, { desired: own }, { desired: serving })).toBe(wanted);
  });

  test('is its own affair without traffic, and while one of the two does not exist', () => {
    expect(
      wantedCapacity({ ...release, trafficSource: { kind: 'none' } }, { desired: 1 }, { desired: 4 }),
    ).toBeUndefined();
    expect(wantedCapacity(release, undefined, { desired: 4 })).toBeUndefined();
    expect(wantedCapacity(release, { desired: 1 }, undefined)).toBeUndefined();
  });
});

test.each([
  [1, 'placed', false],
  [3, 'placed', true],
  [undefined, 'placed', true],
  [1, 'superseded', true],
  [1, undefined, true],
] as const)('an approved release is superseded when %s is live and it is %s: %s', (live, status, superseded) => {
  expect(isSuperseded({ before }, { live, status })).toBe(superseded);
});

describe('the verdict on a release', () => {
  const served = { ...canary, digest: 'sha256:a', trafficSource: rules };
  const worker = { ...served, trafficSource: { kind: 'none' } } as const;
  const running = (desired: number, ...digests: string[]) => ({ desired, digests });

  test.each<[string, typeof served | typeof worker, ReturnType<typeof running> | undefined, Verdict['kind']]>([
    ['passes when its digest runs', served, running(1, 'sha256:a'), 'pass'],
    ['fails when another runs beside it', served, running(2, 'sha256:a', 'sha256:b'), 'fail'],
    ['fails when nothing runs that serves users', served, running(1), 'fail'],
    ['fails when the service is gone', served, undefined, 'fail'],
    ['waits while the tasks of a worker are replaced', worker, running(1), 'wait'],
    ['passes for a worker that was scaled to zero', worker, running(0), 'pass'],
  ])('%s', (_, resolved, workload, kind) => {
    expect(verdictOf(resolved, workload, resolved === served ? [two] : []).kind).toBe(kind);
  });

  test('fails when a rule has other weights', () => {
    expect(verdictOf(served, running(1, 'sha256:a'), [two, one])).toEqual({
      kind: 'fail',
      reason: 'a rule has weights 100/0 instead of 0/100',
    });
  });
});
