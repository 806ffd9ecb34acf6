import { ids, loadBalancing, operationKinds, stacks, state, time, workloads } from '../../src/aws/ports.ts';
import { DeleteStackInput, deleteStack } from '../../src/core/stack/delete-stack.ts';
import { step } from '../chain/step.ts';

/** Task state "Delete stack": starts the reviewed deletion. */
export const handler = step(DeleteStackInput, (input) =>
  deleteStack(input, { ids, loadBalancing, operationKinds, stacks, state, time, workloads }),
);
