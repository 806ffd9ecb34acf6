import { catalogue, ids, stackEnded, stacks, state, time, workflows } from '../../src/aws/ports.ts';
import { DiagnoseStackInput, diagnoseStack } from '../../src/core/stack/diagnose-stack.ts';
import { step } from '../chain/step.ts';

/** Task state "Diagnose stack": finds the resource that failed first. */
export const handler = step(DiagnoseStackInput, (input) =>
  diagnoseStack(input, { catalogue, ids, stackEnded, stacks, state, time, workflows }),
);
