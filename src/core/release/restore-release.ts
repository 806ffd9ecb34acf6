import { assertNever } from '../assert-never.ts';
import type { Failure, Operation, Release } from '../entities.ts';
import { updateHeldState } from '../operation/operation-lock.ts';
import { readOperation } from '../operation/operation-state.ts';
import { say } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { NotYet } from '../stack/not-yet.ts';
import { readResult } from '../stack/stack-result.ts';
import { timestamp } from '../time.ts';
import { attentionOf } from './attention.ts';
import { decideRestore, type RestoreSnapshot } from './decide-restore.ts';
import { deleteFailedRelease } from './delete-failed-release.ts';
import { releaseHealth } from './health.ts';
import { withoutAttention, withStack } from './live-state.ts';
import type { TrafficPorts } from './move-traffic.ts';
import { type ObservePorts, observeRelease } from './observe-release.ts';
import { FailedReleaseTaskInput, readFailure } from './release-failure.ts';
import { findResolved, type ResolvedRelease, releaseScope } from './resolved-release.ts';
import { beginRestore, deletionOfBefore, readRestore, restoreKey } from './restore-plan.ts';
import { takeLockAgain } from './retake-lock.ts';

export const RestoreReleaseInput = FailedReleaseTaskInput;

export type RestorePorts = ObservePorts &
  TrafficPorts &
  Pick<Ports, 'state' | 'stacks' | 'workflows' | 'settings' | 'catalogue' | 'ids'>;

interface Restoring {
  readonly operation: Operation;
  readonly resolved: ResolvedRelease;
  /** The release that was live before. */
  readonly before: Release;
}

/**
 * Places the release again that `recreate` deleted to make room for the one that failed, and waits until it runs. NotYet until
 * then. A release that does not start again leaves the scope with a note that it needs attention. Errors: Fenced.
 */
export async function restoreRelease(
  { operationId, error }: FailedReleaseTaskInput,
  ports: RestorePorts,
): Promise<void> {
  const restoring = await findRestoring(operationId, ports);
  const failure = await readFailure(operationId, error, ports);
  // The newer release holds the lock that this one gave back, has the same one before it, and restores that one if it fails.
  const isReplaced = failure.code === 'Superseded' && restoring?.operation.status === 'waiting';
  if (!restoring || isReplaced) return;
  await deleteFailed(restoring, failure, ports);
  const decision = decideRestore(await observeRestore(restoring, ports));
  switch (decision.kind) {
    case 'done':
      return recordRestored(restoring, ports);
    case 'place':
      // A rejected approval: the operation gave its lock back while it waited.
      if (restoring.operation.status === 'waiting') await takeLockAgain(restoring.operation, ports);
      await markAttention(restoring, `release ${restoring.before.number} is being placed again`, ports);
      await beginRestore(restoring, ports);
      throw new NotYet(`release ${restoring.before.number} is placed again`);
    case 'wait':
      throw new NotYet(decision.reason);
    case 'fail':
      return markNotRestored(restoring, decision.reason, ports);
    default:
      return assertNever(decision);
  }
}

/** Undefined where the operation deletes nothing before its release serves. */
async function findRestoring(operationId: string, ports: Pick<Ports, 'state'>): Promise<Restoring | undefined> {
  const [operation, resolved] = await Promise.all([
    readOperation(operationId, ports),
    findResolved(operationId, ports),
  ]);
  if (operation.planOnly || resolved?.strategy !== 'recreate' || !resolved.before) return undefined;
  const before = await ports.state.readRelease(resolved.application, resolved.before.release);
  const live = (await ports.state.readScopeState(resolved.application))?.live?.release;
  return before && live === before.number ? { operation, resolved, before } : undefined;
}

/** Nothing of the operation may still delete the release before, and the failed one goes first. */
async function deleteFailed(
  { operation, resolved, before }: Restoring,
  failure: Failure,
  ports: RestorePorts,
): Promise<void> {
  const deletion = `${operation.id}-${deletionOfBefore(resolved, before)}`;
  await ports.workflows.stop(ports.workflows.executionArn('change-stack', deletion), 'the release failed');
  await deleteFailedRelease(operation, { resolved, failure }, ports);
}

async function observeRestore(
  { operation, resolved, before }: Restoring,
  ports: RestorePorts,
): Promise<RestoreSnapshot> {
  const asBefore = {
    ...resolved,
    number: before.number,
    name: resolved.beforeName ?? '',
    slot: before.slot,
    occupants: [],
  };
  const [stack, failed, observed, begun] = await Promise.all([
    ports.stacks.describe(resolved.target, before.stackName),
    ports.workloads.observe(resolved, resolved.name),
    observeRelease(asBefore, ports),
    readRestore(operation.id, ports),
  ]);
  return { stackStatus: stack?.status, begun, failedRunning: failed?.running ?? 0, health: releaseHealth(observed) };
}

async function recordRestored({ operation, resolved, before }: Restoring, ports: RestorePorts): Promise<void> {
  const { application, component } = resolved;
  if (await readRestore(operation.id, ports)) {
    const result = await readResult(operation.id, restoreKey(component, before.number), ports);
    if (result?.status !== 'present') throw new NotYet(`stack \`${before.stackName}\` is in progress`);
    const scope = releaseScope({ application, number: before.number });
    const now = timestamp(ports.time);
    await updateHeldState(operation, { scope, decide: (state) => withStack(state, result.record, now) }, ports);
    await updateHeldState(operation, { scope: application, decide: withoutAttention }, ports);
    const message = `release ${before.number} was placed again and runs`;
    await say(operation.id, { level: 'warning', message }, ports);
  }
  await ports.state.updateRelease(application, before.number, (now) => ({ ...now, status: 'live', removed: false }));
}

async function markAttention(
  { operation, resolved }: Restoring,
  reason: string,
  ports: Pick<Ports, 'state' | 'time'>,
): Promise<void> {
  const { application: scope } = resolved;
  const attention = attentionOf(scope, { reason, since: timestamp(ports.time) });
  await updateHeldState(operation, { scope, decide: (now) => ({ ...now, attention }) }, ports);
}

async function markNotRestored(restoring: Restoring, reason: string, ports: RestorePorts): Promise<void> {
  const { before } = restoring;
  const message = `release ${before.number} was placed again and does not run: ${reason}`;
  await markAttention(restoring, message, ports);
  await say(restoring.operation.id, { level: 'error', message }, ports);
}
