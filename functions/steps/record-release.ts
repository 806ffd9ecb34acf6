import { ids, state, time, workflows, workloads } from '../../src/aws/ports.ts';
import { RecordReleaseInput, recordRelease } from '../../src/core/release/record-release.ts';
import { step } from '../chain/step.ts';

/** Task state "Record release": records what is live now. */
export const handler = step(RecordReleaseInput, (input) =>
  recordRelease(input, { ids, state, time, workflows, workloads }),
);
