import type { EndedOperation } from '../entities.ts';
import type { Ports } from '../ports/index.ts';

/**
 * The scope of an operation that failed half-way says so, unless another operation has taken over since. So it comes before
 * the lock is given back: the next plan looks for what this one may have begun.
 */
export async function markScopeFailed(operation: EndedOperation, ports: Pick<Ports, 'state'>): Promise<void> {
  if (operation.planOnly || operation.status === 'succeeded') return;
  const { error, id } = operation;
  const current = await ports.state.readScopeState(operation.scope);
  if (!current || current.lastOperation !== id || !isUnderway(current.status)) return;
  await ports.state.updateScopeState(operation.scope, (found) => {
    const now = found ?? current;
    if (now.lastOperation !== id || !isUnderway(now.status)) return now;
    const lost = [...(now.lost ?? []), id];
    return { ...now, status: 'failed', failure: error, lost, updatedAt: operation.endedAt };
  });
}

function isUnderway(status: string): boolean {
  return status === 'provisioning' || status === 'retiring';
}
