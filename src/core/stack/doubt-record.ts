import type { ScopeState } from '../entities.ts';
import { own } from '../own.ts';
import type { PlannedStack } from '../plan/plan.ts';
import type { Ports } from '../ports/index.ts';

/**
 * Says on a scope's record that a stack is no longer what the record tells, because it is about to be changed or deleted.
 * Whoever provides the scope again before that has ended, or after its operation was lost, looks at the stack itself, and
 * changes or creates it. Told by the
 * stack's id, which is used once, this needs no lock.
 */
export async function doubtRecord(
  { scope, component }: Pick<PlannedStack, 'scope' | 'component'>,
  stackId: string,
  ports: Pick<Ports, 'state'>,
): Promise<void> {
  const found = await ports.state.readScopeState(scope);
  if (own(found?.stacks ?? {}, component)?.stackId !== stackId) return;
  await ports.state.updateScopeState(scope, (now = found as ScopeState) => {
    const record = own(now.stacks, component);
    if (record?.stackId !== stackId) return now;
    return { ...now, stacks: { ...now.stacks, [component]: { ...record, templateHash: '' } } };
  });
}
