import { ids, stacks, state, time } from '../../src/aws/ports.ts';
import { ContinueRollbackInput, continueRollback } from '../../src/core/stack/continue-rollback.ts';
import { step } from '../chain/step.ts';

/** Task state "Continue rollback": continues a rollback that stopped. */
export const handler = step(ContinueRollbackInput, (input) => continueRollback(input, { ids, stacks, state, time }));
