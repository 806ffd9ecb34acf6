import type { z } from 'zod';
import { isEnded, type Operation } from '../entities.ts';
import { type OperationEnd, recordEnd } from '../operation/end-operation.ts';
import { ErrorOutput } from '../operation/failure-from.ts';
import { finishAndFree } from '../operation/finish-end.ts';
import { updateHeldState } from '../operation/operation-lock.ts';
import { readOperation } from '../operation/operation-state.ts';
import type { Ports } from '../ports/index.ts';
import { timestamp } from '../time.ts';
import { achievedRelease } from './achieved-release.ts';
import { unchangedResult } from './already-live.ts';
import { cleanUpFailed } from './clean-up-failed.ts';
import { stopMigration } from './migrate.ts';
import { readFailure } from './release-failure.ts';
import { releaseResult } from './release-result.ts';
import { findResolved, ReleaseTaskInput, type ResolvedRelease, releaseScope } from './resolved-release.ts';
import { retainedResources } from './retained-resources.ts';

export const SettleReleaseInput = ReleaseTaskInput.extend({ error: ErrorOutput.optional() });
export type SettleReleaseInput = z.infer<typeof SettleReleaseInput>;

type SettlePorts = Pick<
  Ports,
  | 'state'
  | 'stacks'
  | 'loadBalancing'
  | 'workloads'
  | 'workflows'
  | 'time'
  | 'ids'
  | 'catalogue'
  | 'serviceCatalog'
  | 'operationKinds'
  | 'triggers'
  | 'log'
>;

/**
 * Ends the operation and frees the lock. A release that failed does not end while its migration runs. Its end is recorded before
 * its stack is deleted; if that fails, a line of its evidence says so. Run again, it only finishes the end.
 */
export async function settleRelease(
  { operationId, error }: SettleReleaseInput,
  ports: SettlePorts,
): Promise<{ readonly status: string }> {
  const operation = await readOperation(operationId, ports);
  const resolved = await findResolved(operationId, ports);
  const ended = isEnded(operation)
    ? operation
    : await recordEnd(operationId, await endOf(operation, { resolved, error }, ports), ports);
  const isCleanedUp = ended.status === 'succeeded' || ended.unfinished === undefined || !resolved;
  const last = isCleanedUp ? ended : await cleanUpFailed(ended, resolved, ports);
  return { status: (await finishAndFree(last, ports)).status };
}

interface Outcome {
  readonly resolved: ResolvedRelease | undefined;
  readonly error: ErrorOutput | undefined;
}

async function endOf(operation: Operation, { resolved, error }: Outcome, ports: SettlePorts): Promise<OperationEnd> {
  const achieved = error && (await achievedRelease(operation, ports));
  if (achieved) return { status: 'succeeded', result: achieved };
  if (error) {
    if (resolved) await stopMigration(operation.id, resolved, ports);
    return { status: 'failed', error: await readFailure(operation.id, error, ports) };
  }
  if (resolved?.entry === 'retire') await recordRetired(operation, resolved, ports);
  const result = resolved ? await resultOf(operation, resolved, ports) : await unchangedResult(operation, ports);
  return { status: 'succeeded', result };
}

async function recordRetired(operation: Operation, resolved: ResolvedRelease, ports: SettlePorts): Promise<void> {
  const updatedAt = timestamp(ports.time);
  await ports.state.updateRelease(resolved.application, resolved.number, (now) => ({ ...now, status: 'retired' }));
  const scope = releaseScope(resolved);
  await updateHeldState(
    operation,
    { scope, decide: (scopeState) => ({ ...scopeState, status: 'retired', stacks: {}, updatedAt }) },
    ports,
  );
}

async function resultOf(operation: Operation, resolved: ResolvedRelease, ports: Pick<Ports, 'state'>) {
  const scopeState = await ports.state.readScopeState(resolved.application);
  return releaseResult(resolved, scopeState?.live, await retainedResources(operation, ports));
}
