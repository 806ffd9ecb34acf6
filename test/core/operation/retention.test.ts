import { expect, test } from 'vitest';
import type { Operation, Release } from '../../../src/core/entities.ts';
import {
  operationExpiry,
  RELEASES_KEPT,
  RETENTION_DAYS,
  releaseExpiry,
} from '../../../src/core/operation/retention.ts';
import { decideExpiry } from '../../../src/core/release/expire-releases.ts';
import { acceptedOperation, placedRelease } from '../../builders.ts';

const endedAt = '2026-11-20T12:00:00.000Z';
const daysAfter = (days: number) => Date.parse(endedAt) / 1000 + days * 86_400;

test.each<[string, Partial<Operation> | object, number | undefined]>([
  ['is kept while it runs', { status: 'running' }, undefined],
  [
    'is kept until all that follows its end was done',
    { status: 'failed', endedAt, unfinished: { eventId: 'e' } },
    undefined,
  ],
  ['is kept for its days after its end', { status: 'failed', endedAt }, daysAfter(RETENTION_DAYS.operation)],
  [
    'goes sooner when it only made a plan',
    { status: 'succeeded', planOnly: true, endedAt },
    daysAfter(RETENTION_DAYS.plan),
  ],
])('an operation %s', (_, given, expected) => {
  expect(operationExpiry(acceptedOperation(given as Partial<Operation>))).toBe(expected);
});

test('an Idempotency-Key is remembered for 24 hours at least, as its operation is', () => {
  expect(Math.min(RETENTION_DAYS.operation, RETENTION_DAYS.plan)).toBeGreaterThanOrEqual(1);
});

test('events and documents are there as long as their operation, which may last two days', () => {
  expect(RETENTION_DAYS.ofOperation).toBeGreaterThanOrEqual(RETENTION_DAYS.operation + 2);
});

/** Releases `newest` to 1, as a list shows them. */
const history = (newest: number, given: (number: number) => Partial<Release> = () => ({})) =>
  Array.from({ length: newest }, (_, n) =>
    placedRelease({ number: newest - n, status: 'retired', ...given(newest - n) }),
  );
const live = { slot: 'one', release: 25, previousRelease: 3, weights: { one: 100, two: 0 }, since: endedAt } as const;

test('the newest releases, and those that serve or served before, stay; older ones expire', () => {
  expect(RELEASES_KEPT).toBeGreaterThanOrEqual(20);
  expect(decideExpiry(history(25), live)).toEqual({ expiring: [5, 4, 2, 1], kept: [] });
});

test('a release in a slot, and one that expires already, is left as it is', () => {
  const releases = history(25, (number) => {
    if (number === 5) return { status: 'standby' };
    return number === 4 ? { expiresAt: endedAt } : {};
  });
  expect(decideExpiry(releases, live)).toEqual({ expiring: [2, 1], kept: [] });
});

test('an old release that serves again expires no more', () => {
  const releases = history(25, (number) => (number === 3 ? { expiresAt: endedAt } : {}));
  expect(decideExpiry(releases, live)).toMatchObject({ kept: [3] });
});

test.each([
  ['retired', daysAfter(0)],
  ['failed', daysAfter(0)],
  ['superseded', daysAfter(0)],
  ['live', undefined],
  ['standby', undefined],
  ['placed', undefined],
] as const)('the item of a release that is %s', (status, expected) => {
  expect(releaseExpiry(placedRelease({ status, expiresAt: endedAt }))).toBe(expected);
  expect(releaseExpiry(placedRelease({ status }))).toBeUndefined();
});
