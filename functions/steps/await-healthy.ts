import { ids, loadBalancing, state, time, workflows, workloads } from '../../src/aws/ports.ts';
import { AwaitHealthyInput, awaitHealthy } from '../../src/core/release/await-healthy.ts';
import { step } from '../chain/step.ts';

/** Task state "Await healthy": lets the release on when its targets are healthy. */
export const handler = step(AwaitHealthyInput, (input) =>
  awaitHealthy(input, { ids, state, time, loadBalancing, workflows, workloads }),
);
