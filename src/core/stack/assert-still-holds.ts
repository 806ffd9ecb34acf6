import { assertHolds } from '../lock/lock.ts';
import { operationLockPlace } from '../operation/operation-lock.ts';
import { readOpenOperation } from '../operation/operation-state.ts';
import type { Ports } from '../ports/index.ts';

/**
 * Reads the lock again, right before a call that changes something in AWS. Throws Fenced when the operation has ended or another has
 * taken the lock: the state that runs this is then late and must not act.
 */
export async function assertStillHolds(operationId: string, ports: Pick<Ports, 'state'>): Promise<void> {
  const operation = await readOpenOperation(operationId, ports);
  // A plan holds no lock, because it changes nothing but its own change sets.
  if (operation.planOnly) return;
  assertHolds(await ports.state.readScopeState(operationLockPlace(operation).scope), operationId);
}
