import type { ScopeState } from '../entities.ts';
import { own } from '../own.ts';
import type { PlannedStack } from '../plan/plan.ts';
import type { Ports } from '../ports/index.ts';
import { parseScope } from '../scope.ts';
import { timestamp } from '../time.ts';

/**
 * Removes the record of a deleted stack from the state of its scope. The operation that deleted it may have failed since, or
 * may not wait for it. The stack is identified by its id, which AWS uses once, so this needs no lock.
 */
export async function removeStackRecord(
  { scope, component, stackId }: Pick<PlannedStack, 'scope' | 'component' | 'stackId'>,
  ports: Pick<Ports, 'state' | 'time'>,
): Promise<void> {
  const hasRecord = (scopeState: ScopeState | undefined): scopeState is ScopeState =>
    stackId !== undefined && own(scopeState?.stacks ?? {}, component)?.stackId === stackId;
  const recorded = await ports.state.readScopeState(scope);
  if (!hasRecord(recorded)) return;
  const updatedAt = timestamp(ports.time);
  await ports.state.updateScopeState(scope, (now) =>
    hasRecord(now) ? withoutStack(now, component, updatedAt) : (now ?? recorded),
  );
}

/** A release is its stack: without it, it is retired. */
function withoutStack(scopeState: ScopeState, component: string, updatedAt: string): ScopeState {
  const { [component]: _, ...stacks } = scopeState.stacks;
  const isRelease = parseScope(scopeState.scope)?.layer === 'release';
  return { ...scopeState, stacks, updatedAt, ...(isRelease && { status: 'retired' as const }) };
}
