import type { LockHolder, Operation, ScopeState } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { acquireLock, assertHolds, lockHolder, releaseLock } from '../lock/lock.ts';
import { lockRefusal } from '../lock/lock-refusal.ts';
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
    case 'repository':
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
  throw new PlinthError(
    'Internal',
    `operation ${operation.id} has '${operation.scope}' for its scope, which does not name a base, environment or application`,
  );
}

/** Takes the lock for the operation and answers its fence. Throws ScopeLocked with the holder, and when to ask again. */
export async function takeLock(operation: Operation, ports: Pick<Ports, 'state' | 'time'>): Promise<number> {
  const placement = operationLockPlace(operation);
  const now = timestamp(ports.time);
  const { id: operationId, requestedBy: by } = operation;
  const { application } = placement;
  let held: LockHolder | undefined;
  const taken = await ports.state.updateScopeState(placement.scope, (found) => {
    // The operation sets the status once it holds the lock.
    const current = found ?? newScopeState(placement.scope, now, 'retired');
    const provisions = operation.kind === 'provision';
    const wish = { operationId, by, since: now, provisions, ...(application !== undefined && { application }) };
    const answer = acquireLock(current.lock, wish);
    held = answer.granted ? undefined : answer.holder;
    return !answer.granted || answer.lock === current.lock ? current : { ...current, lock: answer.lock };
  });
  if (held) throw await refusal(operation.scope, held, ports);
  return assertHolds(taken, operationId).fence;
}

async function refusal(scope: string, holder: LockHolder, ports: Pick<Ports, 'state' | 'time'>): Promise<PlinthError> {
  const holding = await ports.state.readOperation(holder.operationId);
  return lockRefusal({ scope, holder, operation: holding, now: ports.time.now() });
}

/** Frees the lock, if the operation holds it. */
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
