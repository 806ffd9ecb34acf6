import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { machineText, transientRetrier } from '../../scripts/machine-reference/machine-definitions.ts';

interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
}
interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Retry?: readonly Retrier[];
}

/** The project's bound; Step Functions ends an execution at 25,000. */
const eventsMax = 10_000;
/** A canary has at most 20 partial steps and the last one: `release.steps` of the application's schema. */
const shiftsMax = 21;
const SHIFTING: ReadonlySet<string> = new Set(['Shift', 'When shifted', 'Watch step']);

const states = statesOf('release');

/** A state in which the retrier of an outage is used up leads to Shift back, Diagnose release and Settle release. */
const outageStatesMax = 4;

/**
 * Events of one visit in which each retrier of its own is used up: entered and exited, and for each attempt scheduled, started, submitted
 * (where the Task waits for a token or a child execution) and its result.
 */
function eventsOf({ Type, Resource = '', Retry = [] }: State): number {
  if (Type !== 'Task') return 2;
  const perAttempt = /waitForTaskToken|\.sync/.test(Resource) ? 4 : 3;
  const own = Retry.filter((retrier) => !isDeepStrictEqual(retrier, transientRetrier()));
  const attempts = 1 + own.reduce((sum, { MaxAttempts }) => sum + MaxAttempts, 0);
  return 2 + attempts * perAttempt;
}

function statesOf(machine: string): Readonly<Record<string, State>> {
  return (parse(machineText(machine), { merge: true }) as { States: Readonly<Record<string, State>> }).States;
}

/** How long a retrier waits in all. */
function secondsOf(state: string, error: string, of = states): number {
  const retrier = of[state]?.Retry?.find(({ ErrorEquals }) => ErrorEquals.includes(error));
  const { IntervalSeconds = 1, MaxAttempts = 0, BackoffRate = 2, MaxDelaySeconds = Infinity } = retrier ?? {};
  const delays = Array.from({ length: MaxAttempts }, (_, n) => IntervalSeconds * BackoffRate ** n);
  return delays.reduce((sum, delay) => sum + Math.min(delay, MaxDelaySeconds), 0);
}

test('no execution of release can pass 10,000 events, whatever each state repeats', () => {
  const events = Object.entries(states).map(([name, state]) => {
    return eventsOf(state) * (SHIFTING.has(name) ? shiftsMax : 1);
  });
  const outage = outageStatesMax * 4 * (transientRetrier().MaxAttempts ?? 0);
  expect(2 + outage + events.reduce((sum, count) => sum + count, 0)).toBeLessThan(eventsMax);
});

describe('the attempts of a state last as long as what it waits for', () => {
  test.each([
    ['Migrate', 'NotYet', 'the longest migration', 1800],
    ['Retake lock', 'ScopeLocked', 'an hour of another operation', 3600],
  ])('%s, %s: %s', (state, error, _, seconds) => {
    expect(secondsOf(state, error)).toBeGreaterThan(seconds);
  });
});

test('a watch looks every ten seconds for ten minutes, then every minute, for a day', () => {
  const watch = statesOf('watch');
  const retriers = watch['Watch traffic']?.Retry ?? [];
  const named = (name: string) => retriers.find(({ ErrorEquals }) => ErrorEquals.includes(name));
  expect(named('NotYet')).toMatchObject({ BackoffRate: 1, IntervalSeconds: 9 });
  expect(named('NotYetForMinutes')).toMatchObject({ BackoffRate: 1, IntervalSeconds: 57 });
  expect(secondsOf('Watch traffic', 'NotYet', watch)).toBeGreaterThan(600 + 60);
  expect(secondsOf('Watch traffic', 'NotYetForMinutes', watch)).toBeGreaterThan(86_400 - 600);
});
