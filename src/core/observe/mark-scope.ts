import { isDeepStrictEqual } from 'node:util';
import type { Attention, ScopeState } from '../entities.ts';
import { lockHolders } from '../lock/lock.ts';
import { lockPlace } from '../operation/operation-lock.ts';
import { own } from '../own.ts';
import type { Ports } from '../ports/index.ts';
import { parseScope } from '../scope.ts';

/** Whether an operation holds the scope, or all of its environment. `lockState` is the state that carries the lock. */
export function isHeld(path: string, lockState: ScopeState | undefined): boolean {
  const scope = parseScope(path);
  if (!scope || !lockState) return false;
  const { application } = lockPlace(scope);
  const { exclusive, holders } = lockState.lock;
  if (application === undefined) return lockHolders(lockState.lock).length > 0;
  return exclusive !== undefined || own(holders, application) !== undefined;
}

/**
 * Writes the mark, unless the scope has changed since it was read or an operation holds it: then what was observed is of no use, and
 * the next round looks again. Answers the mark that the scope has now.
 */
export async function markScope(
  before: ScopeState,
  attention: Attention | undefined,
  ports: Pick<Ports, 'state'>,
): Promise<Attention | undefined> {
  if (isDeepStrictEqual(before.attention, attention)) return attention;
  const scope = parseScope(before.scope);
  const lockScope = scope && lockPlace(scope).scope;
  if (lockScope !== undefined && isHeld(before.scope, await ports.state.readScopeState(lockScope)))
    return before.attention;
  const marked = await ports.state.updateScopeState(before.scope, (now = before) => {
    if (!isSameRecord(now, before) || isHeld(now.scope, now.scope === lockScope ? now : undefined)) return now;
    const { attention: _, ...rest } = now;
    return attention ? { ...rest, attention } : rest;
  });
  return marked.attention;
}

function isSameRecord(now: ScopeState, before: ScopeState): boolean {
  return (
    now.lastOperation === before.lastOperation &&
    now.status === before.status &&
    isDeepStrictEqual([now.stacks, now.live, now.attention], [before.stacks, before.live, before.attention])
  );
}
