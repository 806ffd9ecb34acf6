import { ids, stacks, state, time } from '../../src/aws/ports.ts';
import { PrepareInput, prepare } from '../../src/core/stack/prepare.ts';
import { step } from '../chain/step.ts';

/** Task state "Prepare": decides what comes next for the stack. */
export const handler = step(PrepareInput, (input) => prepare(input, { ids, stacks, state, time }));
