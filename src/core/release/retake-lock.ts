import { PlinthError } from '../errors.ts';
import { takeLock } from '../operation/operation-lock.ts';
import { readOpenOperation } from '../operation/operation-state.ts';
import { endStep } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { readUnhealthyReason } from './healthy-targets.ts';
import { matchCapacity } from './match-capacity.ts';
import type { ObservePorts } from './observe-release.ts';
import { ReleaseTaskInput, readResolved } from './resolved-release.ts';

export const RetakeLockInput = ReleaseTaskInput;

type RetakePorts = ObservePorts & Pick<Ports, 'state' | 'ids'>;

/**
 * After an approval: takes the lock again and looks whether the world is still the one that was approved. Errors:
 * ScopeLocked while another operation works, Superseded, ReleaseFailed when what was placed is no longer healthy.
 */
export async function retakeLock({ operationId }: ReleaseTaskInput, ports: RetakePorts): Promise<void> {
  const resolved = await readResolved(operationId, ports);
  const operation = await readOpenOperation(operationId, ports);
  const fence = await takeLock(operation, ports);
  await ports.state.updateOperation(operationId, (now) => {
    if (now.status !== 'waiting') return now;
    const { waitingFor: _, ...rest } = now;
    return { ...rest, status: 'running', fence };
  });
  const scopeState = await ports.state.readScopeState(resolved.application);
  const release = await ports.state.readRelease(resolved.application, resolved.number);
  if (scopeState?.live?.release !== resolved.before?.release || release?.status !== 'placed') {
    throw new PlinthError('Superseded', `release ${resolved.number} waited while another one went live`);
  }
  const sick = await readUnhealthyReason(operationId, resolved, ports);
  if (sick !== undefined) {
    throw new PlinthError('ReleaseFailed', `release ${resolved.number} is no longer healthy: ${sick}`);
  }
  await matchCapacity(operationId, { resolved, own: await ports.workloads.observe(resolved, resolved.name) }, ports);
  await endStep(operationId, 'approve', { status: 'succeeded', ports });
}
