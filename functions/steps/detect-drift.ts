import { drift, ids, log, settings, stacks, state, time } from '../../src/aws/ports.ts';
import { DetectDriftInput, detectDrift } from '../../src/core/observe/detect-drift.ts';
import { step } from '../chain/step.ts';

/** Task state "Detect drift": starts CloudFormation's detections and reads those that are complete. */
export const handler = step(DetectDriftInput, (input) =>
  detectDrift(input, { drift, ids, log, settings, stacks, state, time }),
);
