import type { ScopeState } from '../entities.ts';
import { own } from '../own.ts';
import type { PlannedStack } from '../plan/plan.ts';
import type { Ports } from '../ports/index.ts';
import { parseScope } from '../scope.ts';
import { timestamp } from '../time.ts';

/**
 * Takes a stack that is gone off its scope's record. Whoever had it deleted may have failed since, or wait for nothing. The
 * record is told by the stack's id, which is used once, so this needs no lock.
 */
export async function forgetStack(
  { scope, component, stackId }: Pick<PlannedStack, 'scope' | 'component' | 'stackId'>,
  ports: Pick<Ports, 'state' | 'time'>,
): Promise<void> {
  const isOn = (scopeState: ScopeState | undefined): scopeState is ScopeState =>
    stackId !== undefined && own(scopeState?.stacks ?? {}, component)?.stackId === stackId;
  const found = await ports.state.readScopeState(scope);
  if (!isOn(found)) return;
  const updatedAt = timestamp(ports.time);
  await ports.state.updateScopeState(scope, (now) =>
    isOn(now) ? withoutStack(now, component, updatedAt) : (now ?? found),
  );
}

/** A release is its stack: without it, it is retired. */
function withoutStack(scopeState: ScopeState, component: string, updatedAt: string): ScopeState {
  const { [component]: _, ...stacks } = scopeState.stacks;
  const isRelease = parseScope(scopeState.scope)?.layer === 'release';
  return { ...scopeState, stacks, updatedAt, ...(isRelease && { status: 'retired' as const }) };
}
