import { expect, it } from 'vitest';
import { realClock } from '../../../src/cloud/kernel/clock.ts';
import { type Awaited, PendingTask } from '../../../src/cloud/services/sfn/tasks/pending-task.ts';

/** A minute that is over after 60 real milliseconds, and what had become of the task when two have passed. */
async function afterTwoMinutes(awaited: Awaited): Promise<string> {
  const clock = realClock(1000);
  const limits = { timeoutSeconds: 60, heartbeatSeconds: undefined, awaited };
  const task = new PendingTask(clock, limits, new AbortController().signal);
  await clock.sleep(120);
  task.succeed('answered');
  return task.outcome.then(String, (error: { errorName: string }) => error.errorName);
}

it('lets what computes take as many real seconds as its timeout says', async () => {
  expect(await afterTwoMinutes('response')).toBe('answered');
});

it('times out what waits for a report in modelled seconds', async () => {
  expect(await afterTwoMinutes('report')).toBe('States.Timeout');
});
