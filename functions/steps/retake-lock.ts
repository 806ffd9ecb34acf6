import { ids, loadBalancing, settings, state, time, workloads } from '../../src/aws/ports.ts';
import { RetakeLockInput, retakeLock } from '../../src/core/release/retake-lock.ts';
import { step } from '../chain/step.ts';

/** Task state "Retake lock": takes the lock again after an approval. */
export const handler = step(RetakeLockInput, (input) =>
  retakeLock(input, { ids, settings, state, time, loadBalancing, workloads }),
);
