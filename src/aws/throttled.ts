import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import type { SdkError } from '@smithy/types';
import { PlinthError } from '../core/errors.ts';
import { NotYet } from '../core/stack/not-yet.ts';

/**
 * A call to AWS failed that may succeed later, after all of the SDK's own retries. The state machines retry errors with this
 * name.
 */
export class Throttled extends Error {
  constructor(cause: Error) {
    super(`${cause.name}: ${cause.message}`, { cause });
    this.name = 'Throttled';
  }
}

/** Answers a transient error as Throttled, and any other error unchanged. */
export function throttledOr(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof NotYet) return error;
  if (error instanceof PlinthError) return error.code === 'TooManyRequests' ? new Throttled(error) : error;
  const refusal = error as SdkError;
  const isPassing = isThrottlingError(refusal) || isTransientError(refusal) || isServerError(refusal);
  return isPassing ? new Throttled(error) : error;
}
