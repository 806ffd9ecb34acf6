import { z } from 'zod';
import type { Weights } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { assertNotSuperseded } from '../operation/assert-not-superseded.ts';
import { readOpenOperation } from '../operation/operation-state.ts';
import { endStep, say, startStep } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from '../stack/assert-still-holds.ts';
import { otherSlot } from './choose-slot.ts';
import { type AfterShift, afterShift, decideShift, weightsProblem } from './decide-shift.ts';
import { weightsBefore } from './decide-shift-back.ts';
import { observeHealth } from './healthy-targets.ts';
import { matchCapacity } from './match-capacity.ts';
import { moveTraffic, observeWeights, pointTestListener, type TrafficPorts } from './move-traffic.ts';
import type { ObservePorts } from './observe-release.ts';
import { raisedAlarm } from './raised-alarm.ts';
import { errorOf } from './refusal.ts';
import { stepDescription } from './release-steps.ts';
import { ReleaseTaskInput, type ResolvedRelease, readResolved } from './resolved-release.ts';
import { recordShifted } from './shifted.ts';

export const ShiftInput = ReleaseTaskInput.extend({ step: z.number().int().min(0) });
export type ShiftInput = z.infer<typeof ShiftInput>;

type ShiftPorts = ObservePorts & TrafficPorts & Pick<Ports, 'state' | 'alarms' | 'ids'>;

/**
 * Moves traffic by one step of the schedule, on every production rule at once, and reads the rules back. Errors:
 * ReleaseFailed for a slot that is not healthy, AlarmRaised, Fenced, and Superseded before the first step.
 */
export async function shift({ operationId, step }: ShiftInput, ports: ShiftPorts): Promise<AfterShift> {
  const resolved = await readResolved(operationId, ports);
  await startStep(operationId, { name: 'shift', description: stepDescription('shift') }, ports);
  // From here on no release supersedes this one; what did so before is seen.
  if (step === 0) assertNotSuperseded(await readOpenOperation(operationId, ports));
  const [{ observed, unhealthy }, weights, alarm] = await Promise.all([
    observeHealth(operationId, resolved, ports),
    observeWeights(resolved, ports),
    raisedAlarm(resolved, ports),
  ]);
  const decision = decideShift(resolved, { step, weights, unhealthy, alarm });
  if (decision.kind === 'refuse') throw errorOf(decision);
  // A roll back does not wait for more tasks: its users need it now.
  if (resolved.entry === 'shift') await matchCapacity(operationId, { resolved, own: observed.workload }, ports);
  if (decision.kind === 'move') {
    if (decision.changedByHand !== undefined) {
      await say(operationId, { level: 'warning', step: 'shift', message: decision.changedByHand }, ports);
    }
    await move(operationId, { resolved, to: decision.to }, ports);
  }
  await recordShifted(operationId, step, ports);
  const next = afterShift(resolved, step);
  if (next.next !== 'watch') await finishShift(operationId, resolved, ports);
  return next;
}

interface Move {
  readonly resolved: ResolvedRelease;
  readonly to: Weights;
}

async function move(operationId: string, { resolved, to }: Move, ports: ShiftPorts): Promise<void> {
  await assertStillHolds(operationId, ports);
  await moveTraffic(resolved, to, ports);
  await undoIfStopped(operationId, resolved, ports);
  const problem = weightsProblem(await observeWeights(resolved, ports), to);
  if (problem !== undefined) throw new PlinthError('ReleaseFailed', `after ModifyRule ${problem}`);
}

/**
 * An execution that was stopped between the check and the move has shifted traffic back already, and this move came after
 * that. The lock stays for as long as a Task state can take, so no other operation has moved traffic yet.
 */
async function undoIfStopped(operationId: string, resolved: ResolvedRelease, ports: ShiftPorts): Promise<void> {
  try {
    await assertStillHolds(operationId, ports);
  } catch (error) {
    await moveTraffic(resolved, weightsBefore(resolved), ports);
    throw error;
  }
}

async function finishShift(operationId: string, resolved: ResolvedRelease, ports: ShiftPorts): Promise<void> {
  await pointTestListener(resolved, otherSlot(resolved.slot), ports);
  const weights = resolved.schedule.at(-1)?.weights;
  const detail = `slot one ${weights?.one} %, slot two ${weights?.two} %`;
  await endStep(operationId, 'shift', { status: 'succeeded', detail, ports });
}
