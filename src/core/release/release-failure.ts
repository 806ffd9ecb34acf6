import type { z } from 'zod';
import { Failure } from '../entities.ts';
import { ERRORS } from '../errors.ts';
import { ErrorOutput, failureFrom } from '../operation/failure-from.ts';
import type { Ports } from '../ports/index.ts';
import { ReleaseTaskInput } from './resolved-release.ts';

/** Input of the Task states on the failure path. */
export const FailedReleaseTaskInput = ReleaseTaskInput.extend({ error: ErrorOutput });
export type FailedReleaseTaskInput = z.infer<typeof FailedReleaseTaskInput>;

/** The failure that the machine caught. A Task state that used up its retries gets a message of its own. */
export function releaseFailure(error: ErrorOutput): Failure {
  const failure = failureFrom(error);
  if (error.Error !== 'NotYet' && error.Error !== 'States.Timeout') return failure;
  const message = `the release took too long: ${failure.message}`;
  return { code: 'ReleaseFailed', message, evidence: [], nextSteps: [ERRORS.ReleaseFailed.help] };
}

/** The failure as "Diagnose release" recorded it, or as the machine caught it. */
export async function readFailure(
  operationId: string,
  error: ErrorOutput,
  ports: Pick<Ports, 'state'>,
): Promise<Failure> {
  const known = Failure.safeParse(await ports.state.readDocument(operationId, 'failure'));
  return known.success ? known.data : releaseFailure(error);
}
