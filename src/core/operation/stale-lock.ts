import { isEnded, type LockHolder } from '../entities.ts';
import type { Ports } from '../ports/index.ts';
import { secondsSince } from '../time.ts';
import { markScopeFailed } from './mark-scope-failed.ts';
import { freeHolder } from './operation-lock.ts';

/** The longest that a step's Lambda may still run after its execution has ended. */
export const longestStepSeconds = 60;

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
  if (operation && !isEnded(operation)) return false;
  // After a success no step runs any more, so a request between the end and the release of the lock need not wait.
  const mayStillRun = operation && operation.status !== 'succeeded';
  if (mayStillRun && secondsSince(ports.time, operation.endedAt) < longestStepSeconds) return false;
  // The next holder of the lock takes over the scope state, too.
  if (operation) await markScopeFailed(operation, ports);
  await freeHolder(scope, holder.operationId, ports);
  ports.log.info('the lock of an operation that has ended was freed', { scope, operationId: holder.operationId });
  return true;
}
