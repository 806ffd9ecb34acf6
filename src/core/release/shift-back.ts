import type { Operation } from '../entities.ts';
import { updateHeldState } from '../operation/operation-lock.ts';
import { readOperation } from '../operation/operation-state.ts';
import { say } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from '../stack/assert-still-holds.ts';
import { timestamp } from '../time.ts';
import { isVerified } from './achieved-release.ts';
import { attentionOf } from './attention.ts';
import { otherSlot } from './choose-slot.ts';
import { canShiftBack, decideLive, ownsTraffic, weightsToRestore } from './decide-shift-back.ts';
import { statusesAfter, withLive, withLiveBefore, withStack } from './live-state.ts';
import { healthyTargets, moveTraffic, observeWeights, pointTestListener, type TrafficPorts } from './move-traffic.ts';
import { placedRecord } from './placed-record.ts';
import { FailedReleaseTaskInput } from './release-failure.ts';
import { findResolved, type ResolvedRelease, releaseScope } from './resolved-release.ts';

export const ShiftBackInput = FailedReleaseTaskInput;

type BackPorts = TrafficPorts & Pick<Ports, 'state' | 'time' | 'ids'>;

/**
 * Returns traffic and its record to where they were before the operation; after a first release, to the empty slot. Not to a
 * slot without a healthy target while the failed release answers, and not to a release that was replaced in its slot: then what
 * serves is recorded as what serves, and the scope needs attention. Errors: Fenced.
 */
export async function shiftBack({ operationId }: { readonly operationId: string }, ports: BackPorts): Promise<void> {
  const resolved = await findResolved(operationId, ports);
  if (!resolved) return;
  const operation = await readOperation(operationId, ports);
  const { status } = operation;
  const live = (await ports.state.readScopeState(resolved.application))?.live?.release;
  if (isVerified(operation, { number: resolved.number, live })) return;
  if (!ownsTraffic(resolved, { status, live })) return;
  const to = weightsToRestore(resolved, await observeWeights(resolved, ports));
  if (to) {
    if (!canShiftBack(resolved, await observeHealthy(resolved, ports)))
      return recordServing(operation, resolved, ports);
    await assertStillHolds(operationId, ports);
    await moveTraffic(resolved, to, ports);
    await pointTestListener(resolved, otherSlot(resolved.before?.slot ?? otherSlot(resolved.slot)), ports);
    await say(
      operationId,
      { level: 'warning', step: 'shift', message: `traffic was shifted back to ${backTo(resolved)}` },
      ports,
    );
  }
  await restoreLive(operation, resolved, ports);
}

function backTo({ before, slot }: ResolvedRelease): string {
  return before ? `release ${before.release} in slot ${before.slot}` : `slot ${otherSlot(slot)}, which is empty`;
}

/** Where no rule sends requests there is nothing that a slot without healthy targets could lose. */
async function observeHealthy(resolved: ResolvedRelease, ports: Pick<Ports, 'loadBalancing'>) {
  const [before, own] = await Promise.all([
    resolved.before ? healthyTargets(resolved, resolved.before.slot, ports) : undefined,
    healthyTargets(resolved, resolved.slot, ports),
  ]);
  return { before: before ?? 1, own: own ?? 0 };
}

/** The failed release keeps its users, because no other one answers: the record says so, and so does the scope. */
async function recordServing(operation: Operation, resolved: ResolvedRelease, ports: BackPorts): Promise<void> {
  const { application, number, slot, before } = resolved;
  const now = timestamp(ports.time);
  const message = `traffic was not shifted back: release ${before?.release} in slot ${before?.slot} has no healthy target`;
  const reason = `release ${number} in slot ${slot} failed and serves users: release ${before?.release} in slot ${before?.slot} has no healthy target`;
  const attention = attentionOf(application, { reason, since: now });
  await updateHeldState(
    operation,
    { scope: application, decide: (state) => ({ ...withLive(state, resolved, now), attention }) },
    ports,
  );
  const record = await placedRecord(operation.id, resolved, ports);
  const scope = releaseScope(resolved);
  if (record) await updateHeldState(operation, { scope, decide: (state) => withStack(state, record, now) }, ports);
  for (const { number: other, status } of statusesAfter(resolved)) {
    await ports.state.updateRelease(application, other, (release) => ({ ...release, status }));
  }
  await say(operation.id, { level: 'error', step: 'shift', message }, ports);
}

async function restoreLive(operation: Operation, resolved: ResolvedRelease, ports: BackPorts): Promise<void> {
  const { application: scope, before } = resolved;
  const decision = decideLive(resolved, (await ports.state.readScopeState(scope))?.live?.release);
  if (decision.kind === 'nothing') return;
  if (decision.kind === 'keep') {
    return say(operation.id, { level: 'error', step: 'record-release', message: decision.reason }, ports);
  }
  await updateHeldState(operation, { scope, decide: (now) => withLiveBefore(now, resolved) }, ports);
  if (before) await ports.state.updateRelease(scope, before.release, (release) => ({ ...release, status: 'live' }));
}
