import { ids, machines, schedules, state, tasks, time, traffic } from '../../src/aws/ports.ts';
import { ResumeInput, resume } from '../../src/core/release/resume.ts';
import { step } from '../chain/step.ts';

/** Task state "Resume": takes the lock again after an approval. */
export const handler = step(ResumeInput, (input) =>
  resume(input, { ids, machines, schedules, state, tasks, time, traffic }),
);
