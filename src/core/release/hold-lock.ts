import type { OpenOperation } from '../entities.ts';
import { lockHolder } from '../lock/lock.ts';
import { holderInRefusal } from '../lock/lock-refusal.ts';
import { assertNotSuperseded } from '../operation/assert-not-superseded.ts';
import { operationLockPlace } from '../operation/operation-lock.ts';
import { takeFreeLock } from '../operation/stale-lock.ts';
import type { Ports, SupersedePorts } from '../ports/index.ts';
import { supersede } from './supersede.ts';

/**
 * Takes the lock for a release that superseded its holder and started without it; any other has it already. Whatever holds it by now
 * is superseded in its turn, if it is older. Errors: ScopeLocked until the holder has ended, Superseded.
 */
export async function holdLock(operation: OpenOperation, ports: SupersedePorts & Pick<Ports, 'time'>): Promise<void> {
  const scopeState = await ports.state.readScopeState(operationLockPlace(operation).scope);
  if (scopeState && lockHolder(scopeState.lock, operation.id)) return;
  assertNotSuperseded(operation);
  try {
    const fence = await takeFreeLock(operation, ports);
    await ports.state.updateOperation(operation.id, (now) => ({ ...now, fence }));
  } catch (error) {
    const operationId = holderInRefusal(error);
    if (operationId !== undefined) await supersede(operation, operationId, ports);
    throw error;
  }
}
