import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import type { SdkError } from '@smithy/types';
import { PlinthError } from '../core/errors.ts';
import { NotYet } from '../core/stack/not-yet.ts';

/**
 * AWS turned a call away that it may take a moment later, and the SDK's own tries were not enough. The machines match on the
 * name and ask again.
 */
export class Throttled extends Error {
  constructor(cause: Error) {
    super(`${cause.name}: ${cause.message}`, { cause });
    this.name = 'Throttled';
  }
}

/** What is worth another try as Throttled, and everything else as it is. */
export function throttledOr(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof NotYet) return error;
  if (error instanceof PlinthError) return error.code === 'TooManyRequests' ? new Throttled(error) : error;
  const refusal = error as SdkError;
  const isPassing = isThrottlingError(refusal) || isTransientError(refusal) || isServerError(refusal);
  return isPassing ? new Throttled(error) : error;
}
