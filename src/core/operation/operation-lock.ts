import { operationLink } from '../api-links.ts';
import type { Operation, ScopeState } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { acquireLock, assertHolds, lockHolder, releaseLock } from '../lock/lock.ts';
import { newScopeState } from '../new-scope-state.ts';
import type { Ports } from '../ports/index.ts';
import { parseScope, type Scope, scopePath } from '../scope.ts';
import { timestamp } from '../time.ts';

export interface LockPlace {
  /** Path of the scope whose state carries the lock. */
  readonly scope: string;
  readonly application?: string;
}

/** Where a scope's lock is: on the environment's scope state, or on the base's. */
export function lockPlace(scope: Scope): LockPlace {
  switch (scope.layer) {
    case 'base':
      return { scope: 'base' };
    case 'environment':
      return { scope: scopePath(scope) };
    case 'application':
    case 'release':
      return { scope: `environments/${scope.environment}`, application: scope.application };
  }
}

export function operationLockPlace(operation: Operation): LockPlace {
  const scope = parseScope(operation.scope);
  if (scope) return lockPlace(scope);
  throw new PlinthError('Internal', `operation ${operation.id} has the scope '${operation.scope}', which is none`);
}

/** Takes the lock for the operation and answers its fence. Throws ScopeLocked with the holder. */
export async function takeLock(operation: Operation, ports: Pick<Ports, 'state' | 'time'>): Promise<number> {
  const placement = operationLockPlace(operation);
  const now = timestamp(ports.time);
  const { id: operationId, requestedBy: by } = operation;
  const { application } = placement;
  const taken = await ports.state.updateScopeState(placement.scope, (found) => {
    // The operation sets the status once it holds the lock.
    const current = found ?? newScopeState(placement.scope, now, 'retired');
    const provisions = operation.kind === 'provision';
    const wish = { operationId, by, since: now, provisions, ...(application !== undefined && { application }) };
    const answer = acquireLock(current.lock, wish);
    if (!answer.granted) throw scopeLocked(operation.scope, answer.holder);
    return answer.lock === current.lock ? current : { ...current, lock: answer.lock };
  });
  return assertHolds(taken, operationId).fence;
}

/** Provides the lock back, if the operation holds it. */
export async function freeLock(operation: Operation, ports: Pick<Ports, 'state'>): Promise<void> {
  await freeHolder(operationLockPlace(operation).scope, operation.id, ports);
}

/** The same for an operation that may not exist any more. */
export async function freeHolder(scope: string, operationId: string, ports: Pick<Ports, 'state'>): Promise<void> {
  const current = await ports.state.readScopeState(scope);
  if (!current || !lockHolder(current.lock, operationId)) return;
  await ports.state.updateScopeState(scope, (found) => {
    const held = found ?? current;
    const lock = releaseLock(held.lock, operationId);
    return lock === held.lock ? held : { ...held, lock };
  });
}

/**
 * Writes a scope state on behalf of an operation that holds the lock. The lock may be on another item, so it is read right
 * before; where it is on this one, the same write checks it. Throws Fenced.
 */
export async function updateHeldState(
  operation: Operation,
  { scope, decide }: { readonly scope: string; readonly decide: (now: ScopeState) => ScopeState },
  ports: Pick<Ports, 'state' | 'time'>,
): Promise<ScopeState> {
  const lockScope = operationLockPlace(operation).scope;
  assertHolds(await ports.state.readScopeState(lockScope), operation.id);
  return ports.state.updateScopeState(scope, (found) => {
    const current = found ?? newScopeState(scope, timestamp(ports.time));
    if (scope === lockScope) assertHolds(current, operation.id);
    return decide(current);
  });
}

function scopeLocked(scope: string, holder: { operationId: string; by: string; since: string }): PlinthError {
  const { operationId, by, since } = holder;
  const operation = operationLink(operationId);
  return new PlinthError('ScopeLocked', `${scope} is being changed by ${by} since ${since} (${operationId})`, {
    extra: { holder: { operationId, by, since }, operation },
    nextSteps: [`plinth watch ${operationId}`, `plinth cancel ${operationId}`],
  });
}
