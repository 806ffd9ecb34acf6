import { ids, state, time, workflows } from '../../src/aws/ports.ts';
import { AwaitRequirementsInput, awaitRequirements } from '../../src/core/converge/await-requirements.ts';
import { step } from '../chain/step.ts';

/** Task state "Await requirements": lets a stack start when all it needs is ready. */
export const handler = step(AwaitRequirementsInput, (input) =>
  awaitRequirements(input, { ids, state, time, workflows }),
);
