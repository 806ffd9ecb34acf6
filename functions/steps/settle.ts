import {
  catalogue,
  ids,
  loadBalancing,
  log,
  operationKinds,
  serviceCatalog,
  settings,
  state,
  time,
  triggers,
  workflows,
} from '../../src/aws/ports.ts';
import { SettleInput, settle } from '../../src/core/converge/settle.ts';
import { step } from '../chain/step.ts';

/** Task state "Settle": ends the operation and frees its lock. */
export const handler = step(SettleInput, (input) =>
  settle(input, {
    catalogue,
    ids,
    loadBalancing,
    log,
    operationKinds,
    serviceCatalog,
    settings,
    state,
    time,
    triggers,
    workflows,
  }),
);
