import type { Failure } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { newestEvidence } from '../evidence.ts';
import { failureFrom, failureOfError } from './failure-from.ts';

export interface Lost {
  /** How its execution ended. */
  readonly why: string;
  /** The error and cause with which the execution failed, where it did. */
  readonly failed?: { readonly error: string; readonly cause: string } | undefined;
}

/**
 * The failure of an operation whose execution ended without settling it. One of our own codes in the execution's error is the
 * first cause: only the last state could not run. Any other error, such as `States.Runtime`, which no state can catch, or a
 * function that cannot be loaded, is named as the cause.
 */
export function lostFailure({ why, failed }: Lost): Failure {
  const lost = failureOfError(new PlinthError('ExecutionLost', why));
  if (failed === undefined) return lost;
  const failure = failureFrom({ Error: failed.error, Cause: failed.cause });
  if (failure.code !== 'Internal') return { ...failure, evidence: newestEvidence([...failure.evidence, why]) };
  const name = failure.cause ?? failed.error;
  return { ...lost, cause: `${name}: ${failure.message}`, evidence: failure.evidence };
}
