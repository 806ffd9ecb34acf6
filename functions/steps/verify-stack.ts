import { ids, stackEnded, stacks, state, time, workflows } from '../../src/aws/ports.ts';
import { VerifyStackInput, verifyStack } from '../../src/core/stack/verify-stack.ts';
import { step } from '../chain/step.ts';

/** Task state "Verify stack": compares what is there with what was sent. */
export const handler = step(VerifyStackInput, (input) =>
  verifyStack(input, { ids, stackEnded, stacks, state, time, workflows }),
);
