import { ids, stacks, state, time } from '../../src/aws/ports.ts';
import { SynchroniseInput, synchronise } from '../../src/core/stack/synchronise.ts';
import { step } from '../chain/step.ts';

/** Task state "Synchronise": brings the listener weights of the last toggle to CloudFormation. */
export const handler = step(SynchroniseInput, (input) => synchronise(input, { ids, stacks, state, time }));
