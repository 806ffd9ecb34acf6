import { logs, state, workloads } from '../../src/aws/ports.ts';
import { DiagnoseReleaseInput, diagnoseRelease } from '../../src/core/release/diagnose-release.ts';
import { step } from '../chain/step.ts';

/** Task state "Diagnose release": records why the release failed, with the last log lines. */
export const handler = step(DiagnoseReleaseInput, (input) => diagnoseRelease(input, { logs, state, workloads }));
