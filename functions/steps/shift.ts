import { alarms, ids, loadBalancing, state, time, workloads } from '../../src/aws/ports.ts';
import { ShiftInput, shift } from '../../src/core/release/shift.ts';
import { step } from '../chain/step.ts';

/** Task state "Shift": shifts traffic by one step. */
export const handler = step(ShiftInput, (input) =>
  shift(input, { alarms, ids, state, time, loadBalancing, workloads }),
);
