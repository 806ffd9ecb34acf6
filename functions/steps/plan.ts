import {
  catalogue,
  existence,
  ids,
  images,
  log,
  operationKinds,
  quotas,
  settings,
  stacks,
  state,
  time,
  workflows,
} from '../../src/aws/ports.ts';
import { PlanInput, planConverge } from '../../src/core/converge/plan-converge.ts';
import { step } from '../chain/step.ts';

/** Task state "Plan": compares spec and status and lists the stacks to change. */
export const handler = step(PlanInput, (input) =>
  planConverge(input, {
    catalogue,
    existence,
    ids,
    images,
    log,
    operationKinds,
    quotas,
    settings,
    stacks,
    state,
    time,
    workflows,
  }),
);
