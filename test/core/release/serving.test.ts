import { describe, expect, test } from 'vitest';
import type { Live } from '../../../src/core/entities.ts';
import { chooseSlot } from '../../../src/core/release/choose-slot.ts';
import { type EmptyingSnapshot, servesStill } from '../../../src/core/release/decide-emptying.ts';
import { decideServing, type ServingDecision, type ServingSnapshot } from '../../../src/core/release/decide-serving.ts';

const one = { one: 100, two: 0 };
const two = { one: 0, two: 100 };
const half = { one: 50, two: 50 };
/** Release 2 is recorded as live in slot one; release 1 is its warm standby in slot two. */
const live: Live = { slot: 'one', release: 2, previousRelease: 1, weights: one, since: '2026-11-20T12:00:00.000Z' };
const both = { one: 2, two: 1 };
const adopted: ServingDecision = { kind: 'adopt', release: 1, slot: 'two', weights: two };

describe('what serves', () => {
  test.each<[string, ServingSnapshot, ServingDecision]>([
    ['is what is recorded', { live, weights: [one, one], running: {} }, { kind: 'as-recorded' }],
    ['is what is recorded where nothing sends work', { live, weights: [], running: {} }, { kind: 'as-recorded' }],
    [
      'is what is recorded while its schedule is disabled',
      { live, weights: [{ one: 0, two: 0 }], running: {} },
      { kind: 'as-recorded' },
    ],
    ['is the standby, when all rules send to it', { live, weights: [two, two], running: both }, adopted],
    ['is the standby, when only it answers', { live, weights: [half], running: { two: 1 } }, adopted],
    [
      'is the recorded release, when it answers a part',
      { live, weights: [half, two], running: both },
      { kind: 'restore', weights: one },
    ],
    [
      'is the recorded release, when one of two rules was changed',
      { live, weights: [one, half], running: { one: 2 } },
      { kind: 'restore', weights: one },
    ],
    [
      'is nobody when one of two rules sends to both empty slots',
      { live: undefined, weights: [two, half], running: {} },
      { kind: 'restore', weights: one },
    ],
    [
      'is the recorded release, when the rules send to an empty slot',
      { live, weights: [two], running: { one: 2 } },
      { kind: 'restore', weights: one },
    ],
    [
      'is nobody, when both are dead, and the rules go back to the record',
      { live, weights: [two], running: {} },
      { kind: 'restore', weights: one },
    ],
    ['is nobody before the first release', { live: undefined, weights: [one], running: {} }, { kind: 'as-recorded' }],
    [
      'is nobody when the first release failed in slot one',
      { live: undefined, weights: [two], running: {} },
      { kind: 'as-recorded' },
    ],
    ['is a first release that nobody recorded', { live: undefined, weights: [two], running: { two: 1 } }, adopted],
    [
      'is nobody when the rules send to both empty slots',
      { live: undefined, weights: [half], running: {} },
      { kind: 'restore', weights: one },
    ],
  ])('%s', (_, snapshot, decision) => {
    expect(decideServing(snapshot)).toEqual(decision);
  });

  test('decides the slot of the first release: the one without traffic', () => {
    expect(chooseSlot(undefined, 'blue-green', [one, one])).toBe('two');
    expect(chooseSlot(undefined, 'blue-green', [one, two])).toBe('one');
  });
});

describe('the stack of a release', () => {
  const standby: EmptyingSnapshot = {
    number: 1,
    slot: 'two',
    sends: 'rules',
    live: 2,
    gapIsStated: false,
    weights: [one, one],
    own: { running: 1 },
    othersRunning: 0,
  };
  const serving = { ...standby, weights: [one, half] };
  const worker = { ...standby, sends: 'none', number: 2, weights: [] } as const;

  test.each<[string, EmptyingSnapshot]>([
    ['that no rule sends to', standby],
    ['that does not run', { ...serving, own: undefined }],
    ['whose slot others serve', { ...serving, othersRunning: 1 }],
    ['whose gap the plan states', { ...serving, gapIsStated: true }],
    ['whose schedule is disabled', { ...standby, sends: 'schedules', own: { running: 0, scheduleState: 'DISABLED' } }],
    ['of a worker that is not live', { ...worker, number: 1 }],
    ['of a worker that another has replaced', { ...worker, othersRunning: 1 }],
  ])('may be deleted: one %s', (_, snapshot) => {
    expect(servesStill(snapshot)).toBeUndefined();
  });

  test.each<[string, EmptyingSnapshot, string]>([
    ['that one of two rules sends to', serving, 'a production rule sends 50 % of the traffic to it'],
    [
      'whose schedule is enabled',
      { ...standby, sends: 'schedules', own: { running: 0, scheduleState: 'ENABLED' } },
      'its schedule is enabled',
    ],
    ['of the live worker', worker, 'it is the live release, and no other one does its work'],
  ])('stays: one %s', (_, snapshot, why) => {
    expect(servesStill(snapshot)).toBe(`release ${snapshot.number} stays in slot two: ${why}`);
  });
});
