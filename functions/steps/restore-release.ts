import {
  catalogue,
  ids,
  loadBalancing,
  settings,
  stacks,
  state,
  time,
  workflows,
  workloads,
} from '../../src/aws/ports.ts';
import { RestoreReleaseInput, restoreRelease } from '../../src/core/release/restore-release.ts';
import { step } from '../chain/step.ts';

/** Task state "Restore release": places the release again that made room for the one that failed. */
export const handler = step(RestoreReleaseInput, (input) =>
  restoreRelease(input, { catalogue, ids, loadBalancing, settings, stacks, state, time, workflows, workloads }),
);
