import { ids, loadBalancing, state, time, workflows, workloads } from '../../src/aws/ports.ts';
import { AwaitHealthyInput, awaitHealthy } from '../../src/core/release/await-healthy.ts';
import { step } from '../chain/step.ts';

/** Task state "Await healthy": waits until the targets of the release are healthy. */
export const handler = step(AwaitHealthyInput, (input) =>
  awaitHealthy(input, { ids, state, time, loadBalancing, workflows, workloads }),
);
