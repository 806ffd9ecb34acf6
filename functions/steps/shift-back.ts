import { ids, loadBalancing, state, time, workloads } from '../../src/aws/ports.ts';
import { ShiftBackInput, shiftBack } from '../../src/core/release/shift-back.ts';
import { step } from '../chain/step.ts';

/** Task state "Shift back": shifts traffic back to the release before. */
export const handler = step(ShiftBackInput, (input) =>
  shiftBack(input, { ids, state, time, loadBalancing, workloads }),
);
