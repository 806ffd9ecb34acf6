import { expect, test } from 'vitest';
import { transientRetrier } from '../../scripts/machine-reference/machine-definitions.ts';
import { FunctionThrew, functionArn, jsonata, sfnKernel } from '../cloud/sfn/sfn-kernel.ts';

const { ErrorEquals, IntervalSeconds = 1, MaxAttempts = 0, BackoffRate = 2, MaxDelaySeconds = 0 } = transientRetrier();
const pauses = Array.from({ length: MaxAttempts }, (_, n) => {
  return Math.min(IntervalSeconds * BackoffRate ** n, MaxDelaySeconds);
});

test('an outage of Lambda is waited out for fifteen minutes, and ten minutes but once in a thousand times', () => {
  // Full jitter draws each pause evenly from nothing to its length.
  const mean = pauses.reduce((sum, pause) => sum + pause / 2, 0);
  const deviation = Math.sqrt(pauses.reduce((sum, pause) => sum + pause ** 2 / 12, 0));
  expect(mean).toBeGreaterThan(15 * 60);
  expect(mean - 3 * deviation).toBeGreaterThan(10 * 60);
});

test('no pause is longer than a minute and a half, so that work goes on soon after an outage', () => {
  expect(Math.max(...pauses)).toBeLessThanOrEqual(90);
});

test.each(ErrorEquals)('a call that fails with %s is repeated until it succeeds', async (name) => {
  let calls = 0;
  const functions = {
    flaky: () => {
      calls += 1;
      if (calls < 4) throw new FunctionThrew(name);
      return calls;
    },
  };
  const flaky = { Type: 'Task', Resource: functionArn('flaky'), Retry: [transientRetrier()], End: true };
  expect(await sfnKernel({ functions }).run(jsonata({ Flaky: flaky }))).toMatchObject({
    status: 'SUCCEEDED',
    parsed: 4,
  });
});

test.each([
  'Runtime.ImportModuleError',
  'Runtime.HandlerNotFound',
  'Runtime.UserCodeSyntaxError',
  'States.Runtime',
  'States.DataLimitExceeded',
])('a call that fails with %s is not repeated: no repetition mends it', (name) => {
  expect(ErrorEquals).not.toContain(name);
});
