import { ids, loadBalancing, state, time, workloads } from '../../src/aws/ports.ts';
import { ShiftBackInput, shiftBack } from '../../src/core/release/shift-back.ts';
import { step } from '../chain/step.ts';

/** Task state "Shift back": puts traffic where it was. */
export const handler = step(ShiftBackInput, (input) =>
  shiftBack(input, { ids, state, time, loadBalancing, workloads }),
);
