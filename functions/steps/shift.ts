import { alarms, ids, machines, schedules, state, tasks, time, traffic } from '../../src/aws/ports.ts';
import { ShiftInput, shift } from '../../src/core/release/shift.ts';
import { step } from '../chain/step.ts';

/** Task state "Shift": moves traffic by one step. */
export const handler = step(ShiftInput, (input) =>
  shift(input, { alarms, ids, machines, schedules, state, tasks, time, traffic }),
);
