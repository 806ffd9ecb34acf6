import { expect, test } from 'vitest';
import { lostFailure } from '../../../src/core/operation/lost-failure.ts';

const why = 'its execution ended as FAILED without a result';
const own = {
  code: 'StackFailed',
  message: 'stack `network` failed',
  cause: 'Vpc: limit',
  evidence: [],
  nextSteps: [],
};

test.each([
  ['an aborted execution names no cause', undefined, { code: 'ExecutionLost', message: why }],
  [
    'a state that no Catch can save is named',
    { error: 'States.Runtime', cause: "the state 'Plan' has no input" },
    { code: 'ExecutionLost', message: why, cause: "States.Runtime: the state 'Plan' has no input" },
  ],
  [
    'a function that cannot be loaded is named',
    {
      error: 'Runtime.ImportModuleError',
      cause: JSON.stringify({ errorType: 'Runtime.ImportModuleError', errorMessage: "Cannot find module 'zod'" }),
    },
    { code: 'ExecutionLost', message: why, cause: "Runtime.ImportModuleError: Cannot find module 'zod'" },
  ],
  [
    'what failed before the last state could not run is the first cause',
    { error: 'StackFailed', cause: JSON.stringify(own) },
    { ...own, evidence: [why] },
  ],
])('%s', (_, failed, expected) => {
  expect(lostFailure({ why, failed })).toMatchObject(expected);
});
