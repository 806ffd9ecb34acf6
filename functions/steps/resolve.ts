import { ids, images, loadBalancing, log, settings, state, time, workflows, workloads } from '../../src/aws/ports.ts';
import { ResolveInput, resolve } from '../../src/core/release/resolve.ts';
import { step } from '../chain/step.ts';

/** Task state "Resolve": determines digest, number and slot. */
export const handler = step(ResolveInput, (input) =>
  resolve(input, { ids, images, log, settings, state, time, loadBalancing, workflows, workloads }),
);
