import { catalogue, contents, stacks, state } from '../../src/aws/ports.ts';
import { PrepareInput, prepare } from '../../src/core/stack/prepare.ts';
import { step } from '../chain/step.ts';

/** Task state "Prepare": asks CloudFormation for the change set, or makes ready for deletion. */
export const handler = step(PrepareInput, (input) => prepare(input, { catalogue, contents, stacks, state }));
