import { stacks, state, time, workflows } from '../../src/aws/ports.ts';
import { AwaitStackInput, awaitStack } from '../../src/core/stack/await-stack.ts';
import { step } from '../chain/step.ts';

/** Task state "Await stack": waits for the end of the change. */
export const handler = step(AwaitStackInput, (input) => awaitStack(input, { stacks, state, time, workflows }));
