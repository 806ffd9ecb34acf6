import type { z } from 'zod';
import { ErrorOutput } from '../operation/failure-from.ts';
import { ReleaseStep } from './release-facts.ts';

/** Input of the states on the failure path. */
export const FailedReleaseStep = ReleaseStep.extend({ error: ErrorOutput });
export type FailedReleaseStep = z.infer<typeof FailedReleaseStep>;
