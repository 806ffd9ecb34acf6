import type { ScopeState } from '../entities.ts';
import { own } from '../own.ts';
import type { PlannedStack } from '../plan/plan.ts';
import type { Ports } from '../ports/index.ts';

/**
 * Marks a stack's record as stale, because the stack is about to be changed or deleted. The next plan of the scope then reads
 * the stack itself, also when this operation ends without recording what it did. The stack is identified by its id,
 * which AWS uses once, so this needs no lock.
 */
export async function markRecordStale(
  { scope, component }: Pick<PlannedStack, 'scope' | 'component'>,
  stackId: string,
  ports: Pick<Ports, 'state'>,
): Promise<void> {
  const recorded = await ports.state.readScopeState(scope);
  if (own(recorded?.stacks ?? {}, component)?.stackId !== stackId) return;
  await ports.state.updateScopeState(scope, (now = recorded as ScopeState) => {
    const record = own(now.stacks, component);
    if (record?.stackId !== stackId) return now;
    return { ...now, stacks: { ...now.stacks, [component]: { ...record, templateHash: '' } } };
  });
}
