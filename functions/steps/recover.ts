import { stacks, state } from '../../src/aws/ports.ts';
import { RecoverInput, recover } from '../../src/core/stack/recover.ts';
import { step } from '../chain/step.ts';

/** Task state "Recover": decides how a failed stack becomes one that the next request can start from. */
export const handler = step(RecoverInput, (input) => recover(input, { stacks, state }));
