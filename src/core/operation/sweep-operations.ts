import { isEnded, type Operation, type ScopeState } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { lockHolders } from '../lock/lock.ts';
import { logUnreadable, readableScopeStates } from '../plan/all-scope-states.ts';
import type { Ports } from '../ports/index.ts';
import { secondsSince } from '../time.ts';
import { endIfLost } from './end-if-lost.ts';
import { logKeys } from './operation-state.ts';
import { freeStaleLock } from './stale-lock.ts';
import { startOperation } from './start-operation.ts';

/** So long an operation is left to the call that accepted it, and its execution may not be seen yet. */
const beginningSecondsMax = 60;

export interface Swept {
  readonly started: readonly string[];
  readonly ended: readonly string[];
  readonly freed: readonly string[];
}

/**
 * Mends what a crash or a lost event left behind: starts what was accepted and never started, ends what runs without an
 * execution, finishes ends that broke off, frees locks whose operation has ended.
 */
export async function sweepOperations(ports: Ports): Promise<Swept> {
  const started: string[] = [];
  const ended: string[] = [];
  const refusals: unknown[] = [];
  const skipped = (key: string) => logUnreadable({ items: [], unreadable: [key] }, ports);
  for (const { id } of await ports.state.listOpenOperations(skipped)) {
    try {
      const operation = await ports.state.readOperation(id);
      if (!operation || isBeginning(operation, ports)) continue;
      if (operation.status === 'accepted') {
        if (await startLate(operation, ports)) started.push(id);
      } else if (await endIfLost(operation, ports)) {
        ended.push(id);
      }
    } catch (error) {
      ports.log.error('the sweep could not start or end an operation', { operationId: id, error });
      refusals.push(error);
    }
  }
  const freed = await freeStaleLocks(ports);
  // One operation that cannot be mended keeps no other from it; the next sweep tries again.
  if (refusals.length > 0) throw refusals[0];
  return { started, ended, freed };
}

function isBeginning(operation: Operation, ports: Pick<Ports, 'time'>): boolean {
  return !isEnded(operation) && secondsSince(ports.time, operation.createdAt) < beginningSecondsMax;
}

async function startLate(operation: Operation, ports: Ports): Promise<boolean> {
  try {
    await startOperation(operation, ports);
    return true;
  } catch (error) {
    // The operation was refused and deleted before any caller knew of it.
    if (!(error instanceof PlinthError)) throw error;
    ports.log.warn('an accepted operation was refused when the sweep started it', { ...logKeys(operation), error });
    return false;
  }
}

async function freeStaleLocks(ports: Ports): Promise<readonly string[]> {
  const freed: string[] = [];
  for (const scopeState of await lockedStates(ports)) {
    for (const holder of lockHolders(scopeState.lock)) {
      try {
        if (await freeStaleLock(scopeState.scope, holder, ports)) freed.push(holder.operationId);
      } catch (error) {
        ports.log.error('the sweep could not free a lock', { scope: scopeState.scope, error });
      }
    }
  }
  return freed;
}

async function lockedStates(ports: Ports): Promise<readonly ScopeState[]> {
  // The base's own state is the one child of no scope.
  const scopeStates = [...(await readableScopeStates('', ports)), ...(await readableScopeStates('base', ports))];
  return scopeStates.filter((scopeState) => lockHolders(scopeState.lock).length > 0);
}
