import {
  catalogue,
  ids,
  loadBalancing,
  log,
  operationKinds,
  serviceCatalog,
  stacks,
  state,
  time,
  triggers,
  workflows,
  workloads,
} from '../../src/aws/ports.ts';
import { SettleReleaseInput, settleRelease } from '../../src/core/release/settle-release.ts';
import { step } from '../chain/step.ts';

/** Task state "Settle release": ends the operation and frees its lock. */
export const handler = step(SettleReleaseInput, (input) =>
  settleRelease(input, {
    catalogue,
    ids,
    log,
    operationKinds,
    loadBalancing,
    serviceCatalog,
    stacks,
    state,
    time,
    triggers,
    workflows,
    workloads,
  }),
);
