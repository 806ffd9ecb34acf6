import type { Operation, Release } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { assertNotSuperseded } from '../operation/assert-not-superseded.ts';
import { takeLock } from '../operation/operation-lock.ts';
import { readOpenOperation } from '../operation/operation-state.ts';
import { endStep } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { observeHealth } from './healthy-targets.ts';
import { matchCapacity } from './match-capacity.ts';
import type { ObservePorts } from './observe-release.ts';
import { readContext } from './release-context.ts';
import { releaseParents } from './release-parents.ts';
import { ReleaseTaskInput, type ResolvedRelease, readResolved } from './resolved-release.ts';

export const RetakeLockInput = ReleaseTaskInput;

type RetakePorts = ObservePorts & Pick<Ports, 'state' | 'settings' | 'ids'>;

/**
 * After an approval: takes the lock again and checks that what was approved is still what would go live. Errors:
 * ScopeLocked while another operation holds the lock, Superseded, ReleaseFailed when the release is no longer healthy.
 */
export async function retakeLock({ operationId }: ReleaseTaskInput, ports: RetakePorts): Promise<void> {
  const operation = await readOpenOperation(operationId, ports);
  assertNotSuperseded(operation);
  await takeLockAgain(operation, ports);
  const resolved = await resolveAnew(operation, ports);
  const { application, number } = resolved;
  const scopeState = await ports.state.readScopeState(application);
  const release = await ports.state.readRelease(application, number);
  if (isSuperseded(resolved, { live: scopeState?.live?.release, status: release?.status })) {
    throw new PlinthError('Superseded', `another release went live while release ${number} waited for approval`);
  }
  const { observed, unhealthy } = await observeHealth(operationId, resolved, ports);
  if (unhealthy !== undefined) {
    throw new PlinthError('ReleaseFailed', `release ${number} is no longer healthy: ${unhealthy}`);
  }
  await matchCapacity(operationId, { resolved, own: observed.workload }, ports);
  await endStep(operationId, 'approve', { status: 'succeeded', ports });
}

/** Rules, target groups and listeners may have changed while it waited or was prepared: what it acts on from here is read again. */
export async function resolveAnew(
  operation: Operation,
  ports: Pick<Ports, 'state' | 'settings'>,
): Promise<ResolvedRelease> {
  const resolved = await readResolved(operation.id, ports);
  const { trafficSource, workload, target, cluster, logGroup } = releaseParents(
    await readContext(operation, ports),
    ports.settings,
  );
  const anew = { ...resolved, trafficSource, workload, target, cluster, logGroup };
  await ports.state.putDocument(operation.id, 'release', anew);
  return anew;
}

/** An operation that waited runs again under the lock. Errors: ScopeLocked. */
export async function takeLockAgain(operation: Operation, ports: Pick<Ports, 'state' | 'time'>): Promise<void> {
  const fence = await takeLock(operation, ports);
  await ports.state.updateOperation(operation.id, (now) => {
    if (now.status !== 'waiting') return now;
    const { waitingFor: _, ...rest } = now;
    return { ...rest, status: 'running', fence };
  });
}

export interface RetakeSnapshot {
  /** Number of the live release. */
  readonly live: number | undefined;
  readonly status: Release['status'] | undefined;
}

/** Whether what was approved is no longer what would go live. */
export function isSuperseded({ before }: Pick<ResolvedRelease, 'before'>, { live, status }: RetakeSnapshot): boolean {
  return live !== before?.release || status !== 'placed';
}
