import { expect, test } from 'vitest';
import type { Live, Slot } from '../../../src/core/entities.ts';
import { choosePlace } from '../../../src/core/release/choose-slot.ts';
import type { Strategy } from '../../../src/core/release/shift-schedule.ts';

const live: Live = { slot: 'one', release: 1, weights: { one: 100, two: 0 }, since: '2026-11-20T12:00:00.000Z' };
const both = ['one', 'two'] as const;

interface Asked {
  readonly strategy: Strategy;
  /** Slots that are not as the release needs them. */
  readonly different?: readonly Slot[];
  readonly isFirst?: boolean;
}

test.each<[string, Asked, object]>([
  [
    'a slot that is as it needs it',
    { strategy: 'blue-green', different: ['one'] },
    { slot: 'two', strategy: 'blue-green', configures: false },
  ],
  [
    'a standby that has to be changed',
    { strategy: 'canary', different: ['two'] },
    { slot: 'two', strategy: 'canary', configures: true },
  ],
  [
    'an empty slot before a first release',
    { strategy: 'rolling', different: both, isFirst: true },
    { slot: 'two', strategy: 'rolling', configures: true },
  ],
  [
    'the live slot, to replace in place',
    { strategy: 'rolling' },
    { slot: 'one', strategy: 'rolling', configures: false },
  ],
  ['the live slot after a gap', { strategy: 'recreate' }, { slot: 'one', strategy: 'recreate', configures: false }],
  [
    'the other slot, not to change the live one',
    { strategy: 'rolling', different: both },
    { slot: 'two', strategy: 'blue-green', configures: true },
  ],
  [
    'the other slot, which was changed before',
    { strategy: 'rolling', different: ['one'] },
    { slot: 'two', strategy: 'blue-green', configures: false },
  ],
  [
    'the other slot after a gap',
    { strategy: 'recreate', different: both },
    { slot: 'two', strategy: 'recreate', configures: true },
  ],
])('a release goes into %s', (_name, { strategy, different = [], isFirst = false }, place) => {
  const differs = (slot: Slot) => different.includes(slot);
  expect(choosePlace({ live: isFirst ? undefined : live, strategy, weights: [], differs })).toEqual(place);
});
