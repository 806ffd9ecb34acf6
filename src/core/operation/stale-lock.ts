import { isEnded, type LockHolder, type Operation } from '../entities.ts';
import { lockHolder } from '../lock/lock.ts';
import { holderInRefusal } from '../lock/lock-refusal.ts';
import { stepsOverSeconds } from '../lock/stale-holder.ts';
import type { Ports } from '../ports/index.ts';
import { markScopeFailed } from './mark-scope-failed.ts';
import { freeHolder, operationLockPlace, takeLock } from './operation-lock.ts';

/**
 * Frees what a holder left behind: its operation succeeded, or ended long enough ago, or was refused and taken back.
 * Answers whether it did.
 */
export async function freeStaleLock(
  scope: string,
  holder: LockHolder,
  ports: Pick<Ports, 'state' | 'time' | 'log'>,
): Promise<boolean> {
  const operation = await ports.state.readOperation(holder.operationId);
  if (stepsOverSeconds(operation, ports.time.now()) > 0) return false;
  // The next holder of the lock takes over the scope state, too.
  if (operation && isEnded(operation)) await markScopeFailed(operation, ports);
  await freeHolder(scope, holder.operationId, ports);
  ports.log.info('the lock of an operation that has ended was freed', { scope, operationId: holder.operationId });
  return true;
}

/** Takes the lock for the operation and answers its fence. What holds it may be the leftover of an operation that has ended. Throws ScopeLocked. */
export async function takeFreeLock(
  operation: Operation,
  ports: Pick<Ports, 'state' | 'time' | 'log'>,
): Promise<number> {
  try {
    return await takeLock(operation, ports);
  } catch (error) {
    const operationId = holderInRefusal(error);
    if (operationId === undefined) throw error;
    const { scope } = operationLockPlace(operation);
    const scopeState = await ports.state.readScopeState(scope);
    const entry = scopeState && lockHolder(scopeState.lock, operationId);
    if (!entry || !(await freeStaleLock(scope, entry, ports))) throw error;
    return takeLock(operation, ports);
  }
}
