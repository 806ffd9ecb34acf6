import { expect, test } from 'vitest';
import { eventBound } from '../../scripts/machine-reference/event-bound.ts';
import { allStates, type Machine, readMachines } from '../../scripts/machine-reference/machine-definitions.ts';
import { VISITS } from '../../scripts/machine-reference/visit-bounds.ts';

const machines = Object.entries(readMachines());

test.each(machines)('no execution of %s reaches 10,000 events', (name, machine) => {
  expect(eventBound(machine, VISITS[name] ?? {}).total).toBeLessThan(10_000);
});

test.each(machines)('every state that %s can enter again has its limit in the sum', (name, machine) => {
  const limited = new Set(Object.keys(VISITS[name] ?? {}));
  const repeated = Object.keys(machine.States).filter((state) => reaches(machine, state, state));
  expect(repeated.filter((state) => !limited.has(state))).toEqual([]);
  const known = new Set(allStates(machine).map(([state]) => state));
  expect([...limited].filter((state) => !known.has(state))).toEqual([]);
});

test('25 branches that read again every minute for four hours come close to the end of an execution', () => {
  const iteration = (TimeoutSeconds: number): Machine => ({
    StartAt: 'All',
    TimeoutSeconds: 14_400,
    States: {
      All: {
        Type: 'Map',
        ItemProcessor: {
          StartAt: 'Await',
          States: {
            Await: {
              Type: 'Task',
              Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
              TimeoutSeconds,
              Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 1, MaxAttempts: 236, BackoffRate: 1 }],
            },
          },
        },
      },
    },
  });
  expect(eventBound(iteration(60), { Await: 25 }).waiting).toBe(25 * 236 * 4);
  expect(eventBound(iteration(900), { Await: 25 }).waiting).toBeLessThan(25 * 236 * 4);
});

/** Whether the machine can come from the one state to the other. */
function reaches(machine: Machine, from: string, to: string, seen: Set<string> = new Set()): boolean {
  const { Next, Default, Choices = [], Catch = [] } = machine.States[from] ?? { Type: '' };
  const following = [Next, Default, ...[...Choices, ...Catch].map((each) => each.Next)].filter(
    (next) => next !== undefined,
  );
  return following.some((next) => {
    if (next === to) return true;
    if (seen.has(next)) return false;
    return reaches(machine, next, to, seen.add(next));
  });
}
