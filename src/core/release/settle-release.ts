import type { z } from 'zod';
import { isEnded, type Operation } from '../entities.ts';
import { endOperation } from '../operation/end-operation.ts';
import { ErrorOutput } from '../operation/failure-from.ts';
import { finishAndFree } from '../operation/finish-end.ts';
import { updateHeldState } from '../operation/operation-lock.ts';
import { readOperation } from '../operation/operation-state.ts';
import { readPlanIndex } from '../plan/plan-documents.ts';
import type { Ports } from '../ports/index.ts';
import { readResult } from '../stack/stack-result.ts';
import { timestamp } from '../time.ts';
import { deleteFailedRelease } from './delete-failed-release.ts';
import { stopMigration } from './migrate.ts';
import { readFailure } from './release-failure.ts';
import { releaseResult } from './release-result.ts';
import { findResolved, ReleaseTaskInput, type ResolvedRelease, releaseScope } from './resolved-release.ts';

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
 * Ends the operation and frees the lock. Of a release that failed it stops the migration and deletes the stack. Run again,
 * it only finishes the end.
 */
export async function settleRelease(
  { operationId, error }: SettleReleaseInput,
  ports: SettlePorts,
): Promise<{ readonly status: string }> {
  const operation = await readOperation(operationId, ports);
  if (isEnded(operation)) return { status: (await finishAndFree(operation, ports)).status };
  const resolved = await findResolved(operationId, ports);
  if (error) {
    const failure = await readFailure(operationId, error, ports);
    if (resolved) {
      await stopMigration(operationId, resolved, ports);
      await deleteFailedRelease(operation, { resolved, failure }, ports);
    }
    return endOperation(operationId, { status: 'failed', error: failure }, ports);
  }
  if (resolved?.entry === 'retire') await recordRetired(operation, resolved, ports);
  const result = resolved ? await resultOf(operation, resolved, ports) : { changed: false };
  return endOperation(operationId, { status: 'succeeded', result }, ports);
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

/** Resources that CloudFormation could not delete with a release's stack and that `Recover` retained. */
async function retainedResources({ id }: Operation, ports: Pick<Ports, 'state'>): Promise<readonly string[]> {
  const { stacks = [] } = (await readPlanIndex(id, ports)) ?? {};
  const deletions = stacks.filter(({ action }) => action === 'delete');
  const results = await Promise.all(deletions.map(({ stackKey }) => readResult(id, stackKey, ports)));
  return results.flatMap((result) => (result?.status === 'absent' ? result.retained : []));
}
