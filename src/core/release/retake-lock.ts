import { PlinthError } from '../errors.ts';
import { takeLock } from '../operation/operation-lock.ts';
import { readOpenOperation } from '../operation/operation-state.ts';
import { endStep } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { unfitness } from './fitness.ts';
import { matchCapacity } from './match-capacity.ts';
import type { GatePorts } from './read-view.ts';
import { ReleaseStep, readFacts } from './release-facts.ts';
import { readWorkload } from './workload.ts';

export const RetakeLockInput = ReleaseStep;

type RetakePorts = GatePorts & Pick<Ports, 'state' | 'ids'>;

/**
 * After an approval: takes the lock again and looks whether the world is still the one that was approved. Errors:
 * ScopeLocked while another operation works, Superseded, ReleaseFailed when what was placed is no longer healthy.
 */
export async function retakeLock({ operationId }: ReleaseStep, ports: RetakePorts): Promise<void> {
  const facts = await readFacts(operationId, ports);
  const operation = await readOpenOperation(operationId, ports);
  const fence = await takeLock(operation, ports);
  await ports.state.updateOperation(operationId, (now) => {
    if (now.status !== 'waiting') return now;
    const { waitingFor: _, ...rest } = now;
    return { ...rest, status: 'running', fence };
  });
  const scopeState = await ports.state.readScopeState(facts.application);
  const release = await ports.state.readRelease(facts.application, facts.number);
  if (scopeState?.live?.release !== facts.before?.release || release?.status !== 'placed') {
    throw new PlinthError('Superseded', `release ${facts.number} waited while another one went live`);
  }
  const sick = await unfitness(operationId, facts, ports);
  if (sick !== undefined) {
    throw new PlinthError('ReleaseFailed', `release ${facts.number} is no longer healthy: ${sick}`);
  }
  await matchCapacity(operationId, { facts, own: await readWorkload(facts, facts.name, ports) }, ports);
  await endStep(operationId, 'approve', { status: 'succeeded', ports });
}
