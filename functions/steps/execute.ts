import { stacks, state } from '../../src/aws/ports.ts';
import { ExecuteInput, execute } from '../../src/core/stack/execute.ts';
import { step } from '../chain/step.ts';

/** Task state "Execute": executes the reviewed change set. */
export const handler = step(ExecuteInput, (input) => execute(input, { stacks, state }));
