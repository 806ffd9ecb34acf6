import { contents, ids, stacks, state, time } from '../../src/aws/ports.ts';
import { EmptyInput, empty } from '../../src/core/stack/empty.ts';
import { step } from '../chain/step.ts';

/** Task state "Empty": deletes one batch of what the stack's buckets and zones hold. */
export const handler = step(EmptyInput, (input) => empty(input, { contents, ids, stacks, state, time }));
