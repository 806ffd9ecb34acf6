import { catalogue, stacks, state } from '../../src/aws/ports.ts';
import { PrepareInput, prepare } from '../../src/core/stack/prepare.ts';
import { step } from '../chain/step.ts';

/** Task state "Prepare": asks CloudFormation for the change set. */
export const handler = step(PrepareInput, (input) => prepare(input, { catalogue, stacks, state }));
