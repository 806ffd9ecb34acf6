import { isEnded, type Operation, type Release, type WaitToken } from '../entities.ts';
import { isFinished } from './operation-state.ts';

/**
 * How long the state keeps what nothing depends on any more. DynamoDB deletes an expired item within two days; it does not
 * exist for readers from its expiry on. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
 */
export const RETENTION_DAYS = {
  /** An operation, from its end on. An Idempotency-Key is remembered as long as its operation: at least 24 hours. */
  operation: 90,
  /** An operation that only made a plan. */
  plan: 7,
  /** Events, documents and waiters, from their writing on: as long as an operation lasts, and is kept, at the most. */
  ofOperation: 92,
  /** A task token. No Task state waits longer than a day; the end of its operation deletes it before. */
  token: 7,
  /** A release that is none of the newest `RELEASES_KEPT`, and neither live nor the one before. */
  release: 90,
} as const;

/** So many of an application's newest releases are kept for good: a roll back may go to each that was live. */
export const RELEASES_KEPT = 20;

const daySeconds = 86_400;

/** Seconds since 1970 at which an item expires that is kept for so many days from a time on. */
export function expiryAfter(from: Date, kept: keyof typeof RETENTION_DAYS): number {
  return Math.floor(from.getTime() / 1000) + RETENTION_DAYS[kept] * daySeconds;
}

/** Undefined while anything of the operation is still to be done. */
export function operationExpiry(operation: Operation): number | undefined {
  if (!isEnded(operation) || !isFinished(operation)) return undefined;
  return expiryAfter(new Date(operation.endedAt), operation.planOnly ? 'plan' : 'operation');
}

/** Undefined while the release is kept, or has a slot. */
export function releaseExpiry({ status, expiresAt }: Release): number | undefined {
  const isOver = status === 'retired' || status === 'failed' || status === 'superseded';
  return isOver && expiresAt !== undefined ? Math.floor(Date.parse(expiresAt) / 1000) : undefined;
}

export function tokenExpiry({ createdAt }: WaitToken): number {
  return expiryAfter(new Date(createdAt), 'token');
}
