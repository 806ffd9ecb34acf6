import { ids, loadBalancing, operationKinds, stacks, state, time, workloads } from '../../src/aws/ports.ts';
import { DeleteLeftoverInput, deleteLeftover } from '../../src/core/stack/delete-leftover.ts';
import { step } from '../chain/step.ts';

/** Task state "Delete leftover": deletes what a failed creation or deletion left. */
export const handler = step(DeleteLeftoverInput, (input) =>
  deleteLeftover(input, { ids, loadBalancing, operationKinds, stacks, state, time, workloads }),
);
