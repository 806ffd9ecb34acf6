import { ids, loadBalancing, state, time, workloads } from '../../src/aws/ports.ts';
import { VerifyReleaseInput, verifyRelease } from '../../src/core/release/verify-release.ts';
import { step } from '../chain/step.ts';

/** Task state "Verify release": checks the running digest and the weights. */
export const handler = step(VerifyReleaseInput, (input) =>
  verifyRelease(input, { ids, state, time, loadBalancing, workloads }),
);
