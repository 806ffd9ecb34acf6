import { isEnded, type LockHolder, type Operation } from '../entities.ts';
import type { Difference } from '../observation.ts';

/** Longer than the sweep of operations takes to free a lock and to end an operation whose execution is gone. */
export const overdueSeconds = 900;

export interface HeldLock {
  readonly holder: LockHolder;
  readonly operation: Operation | undefined;
  /** Step Functions' status of the operation's execution; undefined where the operation has none. */
  readonly execution: string | undefined;
}

/** Locks without a live operation, and operations without a live execution, that nothing has ended in time (I4). Pure. */
export function compareLocks(locks: readonly HeldLock[], now: Date): readonly Difference[] {
  const isOverdue = (since: string) => (now.getTime() - Date.parse(since)) / 1000 > overdueSeconds;
  return locks.flatMap(({ holder, operation, execution }) => {
    const { operationId, since } = holder;
    if (!operation || isEnded(operation)) {
      const endedAt = operation && isEnded(operation) ? operation.endedAt : since;
      if (!isOverdue(endedAt)) return [];
      const what = operation ? `ended as ${operation.status}` : 'does not exist';
      return [{ code: 'lock-without-operation', message: `operation ${operationId} holds the lock and ${what}` }];
    }
    if (execution === undefined || execution === 'RUNNING' || execution === 'PENDING_REDRIVE') return [];
    if (!isOverdue(since)) return [];
    const message = `operation ${operationId} is ${operation.status} and its execution is ${execution}`;
    return [{ code: 'execution-lost', message }];
  });
}
