import { z } from 'zod';
import type { Weights } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { endStep, say, startStep } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from '../stack/assert-still-holds.ts';
import { timestamp } from '../time.ts';
import { assertNoAlarm } from './assert-no-alarm.ts';
import { otherSlot } from './choose-slot.ts';
import { readUnhealthyReason } from './healthy-targets.ts';
import { matchCapacity } from './match-capacity.ts';
import { moveTraffic, observeWeights, pointTestListener, sameWeights, type TrafficPorts } from './move-traffic.ts';
import type { ObservePorts } from './observe-release.ts';
import { stepDescription } from './release-steps.ts';
import { ReleaseTaskInput, type ResolvedRelease, readResolved } from './resolved-release.ts';

export const ShiftInput = ReleaseTaskInput.extend({ step: z.number().int().min(0) });
export type ShiftInput = z.infer<typeof ShiftInput>;

export type Shifted =
  | { readonly next: 'watch'; readonly watchSeconds: number }
  | { readonly next: 'bake' }
  | { readonly next: 'record' };

type ShiftPorts = ObservePorts & TrafficPorts & Pick<Ports, 'state' | 'alarms' | 'ids'>;

/**
 * Moves traffic by one step of the schedule: reads back what is, refuses to give users to a slot that is not fit for them,
 * changes every production rule in one step, and reads back again. Errors: ReleaseFailed, AlarmRaised, Fenced.
 */
export async function shift({ operationId, step }: ShiftInput, ports: ShiftPorts): Promise<Shifted> {
  const resolved = await readResolved(operationId, ports);
  const wanted = resolved.schedule[step];
  if (!wanted) throw new PlinthError('Internal', `the schedule has no step ${step}`);
  await startStep(operationId, { name: 'shift', description: stepDescription('shift') }, ports);
  const [sick, found] = await Promise.all([
    readUnhealthyReason(operationId, resolved, ports),
    observeWeights(resolved, ports),
  ]);
  if (sick !== undefined) throw new PlinthError('ReleaseFailed', `slot ${resolved.slot} cannot take traffic: ${sick}`);
  // What comes back is wanted now: it is not waited for.
  if (resolved.entry === 'shift') {
    await matchCapacity(operationId, { resolved, own: await ports.workloads.observe(resolved, resolved.name) }, ports);
  }
  // From the first step on it has users, and its alarms have something to say.
  if (step > 0) await assertNoAlarm(resolved, ports);
  if (!found.every((weights) => sameWeights(weights, wanted.weights))) {
    await noteHandmade(operationId, { resolved, step, found }, ports);
    await assertStillHolds(operationId, ports);
    await moveTraffic(resolved, wanted.weights, ports);
    await undoIfStopped(operationId, resolved, ports);
    await assertWeights(resolved, wanted.weights, ports);
  }
  const shifted = afterShift(resolved, step);
  if (shifted.next !== 'watch') await finishShift(operationId, { resolved, weights: wanted.weights }, ports);
  return shifted;
}

function afterShift({ schedule, bakeSeconds }: ResolvedRelease, step: number): Shifted {
  if (step < schedule.length - 1) return { next: 'watch', watchSeconds: schedule[step]?.watchSeconds ?? 0 };
  return bakeSeconds > 0 ? { next: 'bake' } : { next: 'record' };
}

interface Finished {
  readonly resolved: ResolvedRelease;
  readonly weights: Weights;
}

async function finishShift(operationId: string, { resolved, weights }: Finished, ports: ShiftPorts): Promise<void> {
  await pointTestListener(resolved, otherSlot(resolved.slot), ports);
  if ((await ports.state.readDocument(operationId, 'shifted')) === undefined) {
    await ports.state.putDocument(operationId, 'shifted', { at: timestamp(ports.time) });
  }
  const detail = `slot one ${weights.one} %, slot two ${weights.two} %`;
  await endStep(operationId, 'shift', { status: 'succeeded', detail, ports });
}

interface Found {
  readonly resolved: ResolvedRelease;
  readonly step: number;
  readonly found: readonly Weights[];
}

/** Somebody moved the weights since. They are ours to set, but not without a word. */
async function noteHandmade(operationId: string, { resolved, step, found }: Found, ports: ShiftPorts): Promise<void> {
  const expected = step === 0 ? resolved.before?.weights : resolved.schedule[step - 1]?.weights;
  const other = expected && found.find((weights) => !sameWeights(weights, expected));
  if (!other) return;
  const message = `the rules stood at ${other.one}/${other.two} instead of ${expected.one}/${expected.two}: changed by hand`;
  await say(operationId, { level: 'warning', step: 'shift', message }, ports);
}

/**
 * A workflow that was stopped between the check and the move has put traffic back, and ours came after that. The lock stays
 * for as long as a step can take, so nobody else has moved anything yet.
 */
async function undoIfStopped(operationId: string, resolved: ResolvedRelease, ports: ShiftPorts): Promise<void> {
  try {
    await assertStillHolds(operationId, ports);
  } catch (error) {
    if (resolved.before) await moveTraffic(resolved, resolved.before.weights, ports);
    throw error;
  }
}

async function assertWeights(resolved: ResolvedRelease, wanted: Weights, ports: ShiftPorts): Promise<void> {
  const found = await observeWeights(resolved, ports);
  const other = found.find((weights) => !sameWeights(weights, wanted));
  if (other) throw new PlinthError('ReleaseFailed', `a rule stayed at ${other.one}/${other.two} after it was moved`);
}
