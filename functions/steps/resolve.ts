import {
  catalogue,
  ids,
  images,
  loadBalancing,
  log,
  secrets,
  settings,
  state,
  time,
  workflows,
  workloads,
} from '../../src/aws/ports.ts';
import { ResolveInput, resolve } from '../../src/core/release/resolve.ts';
import { step } from '../chain/step.ts';

/** Task state "Resolve": determines digest, number and slot. */
export const handler = step(ResolveInput, (input) =>
  resolve(input, { catalogue, ids, images, log, secrets, settings, state, time, loadBalancing, workflows, workloads }),
);
