import type { z } from 'zod';
import { ErrorOutput } from '../operation/failure-from.ts';
import { ReleaseTaskInput } from './resolved-release.ts';

/** Input of the Task states on the failure path. */
export const FailedReleaseTaskInput = ReleaseTaskInput.extend({ error: ErrorOutput });
export type FailedReleaseTaskInput = z.infer<typeof FailedReleaseTaskInput>;
