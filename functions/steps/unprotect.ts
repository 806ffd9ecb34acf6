import { ids, stacks, state, time } from '../../src/aws/ports.ts';
import { UnprotectInput, unprotect } from '../../src/core/stack/unprotect.ts';
import { step } from '../chain/step.ts';

/** Task state "Unprotect": lifts the deletion protection of the stack's data. */
export const handler = step(UnprotectInput, (input) => unprotect(input, { ids, stacks, state, time }));
