import { operationLink } from '../api-links.ts';
import { isEnded, type LockHolder, type Operation } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { stepsOverSeconds } from './stale-holder.ts';

/** A scope that is being changed is worth asking for again after so long. */
const retryAfterSeconds = 30;

export interface RefusedLock {
  /** Path of the scope that was asked for. */
  readonly scope: string;
  readonly holder: LockHolder;
  /** The holder's operation; undefined when it does not exist any more. */
  readonly operation: Operation | undefined;
  readonly now: Date;
}

/**
 * Why the lock was not given, when to ask again, and what helps until then: an operation that runs can be watched or
 * cancelled; for the last steps of one that is being stopped, or has ended, there is nothing to do but wait.
 */
export function lockRefusal({ scope, holder, operation, now }: RefusedLock): PlinthError {
  const { operationId, by, since } = holder;
  const extra = { holder: { operationId, by, since }, operation: operationLink(operationId) };
  if (operation === undefined || isEnded(operation)) {
    const seconds = Math.max(1, Math.ceil(stepsOverSeconds(operation, now)));
    const message = `${scope} is locked for ${seconds} more seconds: a step of ${operationId}, which has ended, may still run`;
    const nextSteps = [`Send the request again in ${seconds} seconds.`];
    return new PlinthError('ScopeLocked', message, { extra: { ...extra, retryAfterSeconds: seconds }, nextSteps });
  }
  const message = `${scope} is being changed by ${by} since ${since} (${operationId})`;
  const watch = `plinth watch ${operationId}`;
  const nextSteps = operation.cancelledBy === undefined ? [watch, `plinth cancel ${operationId}`] : [watch];
  return new PlinthError('ScopeLocked', message, { extra: { ...extra, retryAfterSeconds }, nextSteps });
}

/** The operation that holds the lock, of an error that `lockRefusal` made; undefined of any other. */
export function holderInRefusal(error: unknown): string | undefined {
  if (!(error instanceof PlinthError) || error.code !== 'ScopeLocked') return undefined;
  return (error.extra.holder as Pick<LockHolder, 'operationId'> | undefined)?.operationId;
}
