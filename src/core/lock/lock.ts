import type { Lock, LockHolder, ScopeState } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { own } from '../own.ts';

export interface LockRequest {
  readonly operationId: string;
  readonly by: string;
  readonly since: string;
  /** The application whose part of the environment is wanted; absent: all of the scope, exclusively. */
  readonly application?: string;
  /** It provisions: an exclusive holder that lets applications in beside it, or an application that waits for such a one. */
  readonly provisions?: boolean;
}

export type LockAnswer =
  | { readonly granted: true; readonly lock: Lock; readonly fence: number }
  | { readonly granted: false; readonly holder: LockHolder };

/**
 * Takes the lock if no holder excludes it. An exclusive holder excludes all others, and any holder excludes an
 * exclusive one; applications do not hinder each other. One exception: an application is provisioned beside the provision
 * of its environment, for whose stacks it waits. Asking again is harmless: the same operation gets the same fence.
 */
export function acquireLock(lock: Lock, request: LockRequest): LockAnswer {
  const mine = lockHolder(lock, request.operationId);
  if (mine) return { granted: true, lock, fence: mine.fence };
  const holder = holderInTheWay(lock, request);
  if (holder) return { granted: false, holder };
  const fence = lock.fence + 1;
  const entry = { operationId: request.operationId, fence, by: request.by, since: request.since };
  const taken =
    request.application === undefined
      ? { ...lock, fence, exclusive: { ...entry, ...(request.provisions && { provisions: true }) } }
      : { ...lock, fence, holders: { ...lock.holders, [request.application]: entry } };
  return { granted: true, lock: taken, fence };
}

/** Releases whatever the operation holds. The answer is the same lock when it holds nothing. */
export function releaseLock(lock: Lock, operationId: string): Lock {
  if (!lockHolder(lock, operationId)) return lock;
  const { exclusive, holders, fence } = lock;
  const others = Object.entries(holders).filter(([, holder]) => holder.operationId !== operationId);
  return {
    ...(exclusive && exclusive.operationId !== operationId && { exclusive }),
    holders: Object.fromEntries(others),
    fence,
  };
}

/** All holders of the lock or a part of it. */
export function lockHolders(lock: Lock): readonly LockHolder[] {
  return [...(lock.exclusive ? [lock.exclusive] : []), ...Object.values(lock.holders)];
}

/** What the operation holds. */
export function lockHolder(lock: Lock, operationId: string): LockHolder | undefined {
  return lockHolders(lock).find((holder) => holder.operationId === operationId);
}

/** Throws Fenced unless the operation holds the scope state's lock. A step asks right before it acts. */
export function assertHolds(scopeState: ScopeState | undefined, operationId: string): LockHolder {
  const holder = scopeState && lockHolder(scopeState.lock, operationId);
  if (holder) return holder;
  throw new PlinthError('Fenced', `operation ${operationId} no longer holds ${scopeState?.scope ?? 'its scope'}`);
}

function holderInTheWay({ exclusive, ...lock }: Lock, request: LockRequest): LockHolder | undefined {
  const { application, provisions } = request;
  const waitsForIt = exclusive?.provisions && provisions && application !== undefined;
  if (exclusive && !waitsForIt) return exclusive;
  return application === undefined ? Object.values(lock.holders)[0] : own(lock.holders, application);
}
