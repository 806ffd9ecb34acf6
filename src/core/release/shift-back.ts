import { updateHeldState } from '../operation/operation-lock.ts';
import { readOperation } from '../operation/operation-state.ts';
import { say } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from '../stack/assert-still-holds.ts';
import { otherSlot } from './choose-slot.ts';
import {
  canShiftBack,
  moveTraffic,
  observeWeights,
  pointTestListener,
  sameWeights,
  type TrafficPorts,
} from './move-traffic.ts';
import { withTraffic } from './record-release.ts';
import { FailedReleaseTaskInput } from './release-failure.ts';
import { findResolved, type ResolvedRelease } from './resolved-release.ts';

export const ShiftBackInput = FailedReleaseTaskInput;

type BackPorts = TrafficPorts & Pick<Ports, 'state' | 'time' | 'ids'>;

/**
 * Puts traffic and its record where they were before the operation. Never onto a slot without a healthy target, nor onto a
 * release that was replaced in its slot: then everything stays, and the operation says so. Errors: Fenced.
 */
export async function shiftBack({ operationId }: { readonly operationId: string }, ports: BackPorts): Promise<void> {
  const resolved = await findResolved(operationId, ports);
  const before = resolved?.before;
  if (!resolved || !before) return;
  // It gave its lock back before it moved anything: however the weights stand, they are not its own.
  if ((await readOperation(operationId, ports)).status === 'waiting') return;
  const live = (await ports.state.readScopeState(resolved.application))?.live?.release;
  // Another operation put another release live since: what was before is no longer anybody's way back.
  if (live !== before.release && live !== resolved.number) return;
  const found = await observeWeights(resolved, ports);
  if (!found.every((weights) => sameWeights(weights, before.weights))) {
    if (!(await canShiftBack(resolved, ports))) {
      const message = `traffic stays: release ${before.release} in slot ${before.slot} has no healthy target to go back to`;
      return say(operationId, { level: 'error', step: 'shift', message }, ports);
    }
    await assertStillHolds(operationId, ports);
    await moveTraffic(resolved, before.weights, ports);
    await pointTestListener(resolved, otherSlot(before.slot), ports);
    const message = `traffic is back on release ${before.release} in slot ${before.slot}`;
    await say(operationId, { level: 'warning', step: 'shift', message }, ports);
  }
  await restoreRecord(operationId, { resolved, before }, ports);
}

interface Restored {
  readonly resolved: ResolvedRelease;
  readonly before: NonNullable<ResolvedRelease['before']>;
}

async function restoreRecord(operationId: string, { resolved, before }: Restored, ports: BackPorts): Promise<void> {
  const { application, number } = resolved;
  const scopeState = await ports.state.readScopeState(application);
  if (scopeState?.live?.release !== number || number === before.release) return;
  if (resolved.sharesSlotWith !== undefined) {
    const message = `release ${number} stays live: release ${before.release} has left the slot that they shared`;
    return say(operationId, { level: 'error', step: 'record-release', message }, ports);
  }
  const operation = await readOperation(operationId, ports);
  const decide = (now: typeof scopeState) => withTraffic({ ...now, live: before }, before.slot, before.weights);
  await updateHeldState(operation, { scope: application, decide }, ports);
  await ports.state.updateRelease(application, before.release, (now) => ({ ...now, status: 'live' }));
}
