import { catalogue, stacks, state } from '../../src/aws/ports.ts';
import { CreateStackInput, createStack } from '../../src/core/stack/create-stack.ts';
import { step } from '../chain/step.ts';

/** Task state "Create stack": creates a stack that does not exist. */
export const handler = step(CreateStackInput, (input) => createStack(input, { catalogue, stacks, state }));
