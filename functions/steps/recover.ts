import { contents, stacks, state } from '../../src/aws/ports.ts';
import { RecoverInput, recover } from '../../src/core/stack/recover.ts';
import { step } from '../chain/step.ts';

/** Task state "Recover": gets the stack out of a status that nothing else could leave. */
export const handler = step(RecoverInput, (input) => recover(input, { contents, stacks, state }));
