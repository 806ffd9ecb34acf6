import { ids, state, time } from '../../src/aws/ports.ts';
import { ApproveInput, approve } from '../../src/core/release/approve.ts';
import { step } from '../chain/step.ts';

/** Task state "Approve": waits for an approval, without the lock. */
export const handler = step(ApproveInput, (input) => approve(input, { ids, state, time }));
