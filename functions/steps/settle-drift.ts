import {
  catalogue,
  ids,
  log,
  operationKinds,
  serviceCatalog,
  state,
  time,
  triggers,
  workflows,
} from '../../src/aws/ports.ts';
import { SettleDriftInput, settleDrift } from '../../src/core/observe/settle-drift.ts';
import { step } from '../chain/step.ts';

/** Task state "Settle drift": keeps what was found, and ends the operation. */
export const handler = step(SettleDriftInput, (input) =>
  settleDrift(input, { catalogue, ids, log, operationKinds, serviceCatalog, state, time, triggers, workflows }),
);
