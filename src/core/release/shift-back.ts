import type { Live } from '../entities.ts';
import { updateHeldState } from '../operation/operation-lock.ts';
import { readOperation } from '../operation/operation-state.ts';
import { say } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from '../stack/assert-still-holds.ts';
import { otherSlot } from './choose-slot.ts';
import { decideLive, ownsTraffic, weightsToRestore } from './decide-shift-back.ts';
import { withTraffic } from './live-state.ts';
import { canShiftBack, moveTraffic, observeWeights, pointTestListener, type TrafficPorts } from './move-traffic.ts';
import { FailedReleaseTaskInput } from './release-failure.ts';
import { findResolved, type ResolvedRelease } from './resolved-release.ts';

export const ShiftBackInput = FailedReleaseTaskInput;

type BackPorts = TrafficPorts & Pick<Ports, 'state' | 'time' | 'ids'>;

/**
 * Returns traffic and its record to where they were before the operation. Not to a slot without a healthy target, and not
 * to a release that was replaced in its slot: then both stay, and an event of the operation says why. Errors: Fenced.
 */
export async function shiftBack({ operationId }: { readonly operationId: string }, ports: BackPorts): Promise<void> {
  const resolved = await findResolved(operationId, ports);
  const before = resolved?.before;
  if (!resolved || !before) return;
  const { status } = await readOperation(operationId, ports);
  const live = (await ports.state.readScopeState(resolved.application))?.live?.release;
  if (!ownsTraffic(resolved, { status, live })) return;
  const to = weightsToRestore(before, await observeWeights(resolved, ports));
  if (to) {
    if (!(await canShiftBack(resolved, ports))) {
      const message = `traffic was not shifted back: release ${before.release} in slot ${before.slot} has no healthy target`;
      return say(operationId, { level: 'error', step: 'shift', message }, ports);
    }
    await assertStillHolds(operationId, ports);
    await moveTraffic(resolved, to, ports);
    await pointTestListener(resolved, otherSlot(before.slot), ports);
    const message = `traffic was shifted back to release ${before.release} in slot ${before.slot}`;
    await say(operationId, { level: 'warning', step: 'shift', message }, ports);
  }
  await restoreLive(operationId, { resolved, before }, ports);
}

interface Restored {
  readonly resolved: ResolvedRelease;
  readonly before: Live;
}

async function restoreLive(operationId: string, { resolved, before }: Restored, ports: BackPorts): Promise<void> {
  const scope = resolved.application;
  const decision = decideLive(resolved, (await ports.state.readScopeState(scope))?.live?.release);
  if (decision.kind === 'nothing') return;
  if (decision.kind === 'keep') {
    return say(operationId, { level: 'error', step: 'record-release', message: decision.reason }, ports);
  }
  const operation = await readOperation(operationId, ports);
  await updateHeldState(
    operation,
    { scope, decide: (now) => withTraffic({ ...now, live: before }, before.slot, before.weights) },
    ports,
  );
  await ports.state.updateRelease(scope, before.release, (release) => ({ ...release, status: 'live' }));
}
