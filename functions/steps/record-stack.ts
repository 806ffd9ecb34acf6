import { ids, stacks, state, time, workflows } from '../../src/aws/ports.ts';
import { RecordStackInput, recordStack } from '../../src/core/converge/record-stack.ts';
import { step } from '../chain/step.ts';

/** Task state "Record stack": keeps what a stack is now and wakes those that waited for it. */
export const handler = step(RecordStackInput, (input) => recordStack(input, { ids, stacks, state, time, workflows }));
