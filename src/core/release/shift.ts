import { z } from 'zod';
import type { Weights } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { endStep, say, startStep } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from '../stack/assert-still-holds.ts';
import { timestamp } from '../time.ts';
import { assertNoAlarm } from './assert-no-alarm.ts';
import { otherSlot } from './choose-slot.ts';
import { unfitness } from './fitness.ts';
import { matchCapacity } from './match-capacity.ts';
import type { GatePorts } from './read-view.ts';
import { type ReleaseFacts, ReleaseStep, readFacts } from './release-facts.ts';
import { stepDescription } from './release-steps.ts';
import { moveTraffic, pointTesters, readWeights, sameWeights, type TrafficPorts } from './traffic.ts';
import { readWorkload } from './workload.ts';

export const ShiftInput = ReleaseStep.extend({ step: z.number().int().min(0) });
export type ShiftInput = z.infer<typeof ShiftInput>;

export type Shifted =
  | { readonly next: 'watch'; readonly watchSeconds: number }
  | { readonly next: 'bake' }
  | { readonly next: 'record' };

type ShiftPorts = GatePorts & TrafficPorts & Pick<Ports, 'state' | 'alarms' | 'ids'>;

/**
 * Moves traffic by one step of the schedule: reads back what is, refuses to give users to a slot that is not fit for them,
 * changes every production rule in one step, and reads back again. Errors: ReleaseFailed, AlarmRaised, Fenced.
 */
export async function shift({ operationId, step }: ShiftInput, ports: ShiftPorts): Promise<Shifted> {
  const facts = await readFacts(operationId, ports);
  const wanted = facts.schedule[step];
  if (!wanted) throw new PlinthError('Internal', `the schedule has no step ${step}`);
  await startStep(operationId, { name: 'shift', description: stepDescription('shift') }, ports);
  const [sick, found] = await Promise.all([unfitness(operationId, facts, ports), readWeights(facts, ports)]);
  if (sick !== undefined) throw new PlinthError('ReleaseFailed', `slot ${facts.slot} cannot take traffic: ${sick}`);
  // What comes back is wanted now: it is not waited for.
  if (facts.entry === 'shift') {
    await matchCapacity(operationId, { facts, own: await readWorkload(facts, facts.name, ports) }, ports);
  }
  // From the first step on it has users, and its alarms have something to say.
  if (step > 0) await assertNoAlarm(facts, ports);
  if (!found.every((weights) => sameWeights(weights, wanted.weights))) {
    await noteHandmade(operationId, { facts, step, found }, ports);
    await assertStillHolds(operationId, ports);
    await moveTraffic(facts, wanted.weights, ports);
    await undoIfStopped(operationId, facts, ports);
    await assertWeights(facts, wanted.weights, ports);
  }
  const shifted = afterShift(facts, step);
  if (shifted.next !== 'watch') await finishShift(operationId, { facts, weights: wanted.weights }, ports);
  return shifted;
}

function afterShift({ schedule, bakeSeconds }: ReleaseFacts, step: number): Shifted {
  if (step < schedule.length - 1) return { next: 'watch', watchSeconds: schedule[step]?.watchSeconds ?? 0 };
  return bakeSeconds > 0 ? { next: 'bake' } : { next: 'record' };
}

interface Finished {
  readonly facts: ReleaseFacts;
  readonly weights: Weights;
}

async function finishShift(operationId: string, { facts, weights }: Finished, ports: ShiftPorts): Promise<void> {
  await pointTesters(facts, otherSlot(facts.slot), ports);
  if ((await ports.state.readDocument(operationId, 'shifted')) === undefined) {
    await ports.state.putDocument(operationId, 'shifted', { at: timestamp(ports.time) });
  }
  const detail = `slot one ${weights.one} %, slot two ${weights.two} %`;
  await endStep(operationId, 'shift', { status: 'succeeded', detail, ports });
}

interface Found {
  readonly facts: ReleaseFacts;
  readonly step: number;
  readonly found: readonly Weights[];
}

/** Somebody moved the weights since. They are ours to set, but not without a word. */
async function noteHandmade(operationId: string, { facts, step, found }: Found, ports: ShiftPorts): Promise<void> {
  const expected = step === 0 ? facts.before?.weights : facts.schedule[step - 1]?.weights;
  const other = expected && found.find((weights) => !sameWeights(weights, expected));
  if (!other) return;
  const message = `the rules stood at ${other.one}/${other.two} instead of ${expected.one}/${expected.two}: changed by hand`;
  await say(operationId, { level: 'warning', step: 'shift', message }, ports);
}

/**
 * A workflow that was stopped between the check and the move has put traffic back, and ours came after that. The lock stays
 * for as long as a step can take, so nobody else has moved anything yet.
 */
async function undoIfStopped(operationId: string, facts: ReleaseFacts, ports: ShiftPorts): Promise<void> {
  try {
    await assertStillHolds(operationId, ports);
  } catch (error) {
    if (facts.before) await moveTraffic(facts, facts.before.weights, ports);
    throw error;
  }
}

async function assertWeights(facts: ReleaseFacts, wanted: Weights, ports: ShiftPorts): Promise<void> {
  const found = await readWeights(facts, ports);
  const other = found.find((weights) => !sameWeights(weights, wanted));
  if (other) throw new PlinthError('ReleaseFailed', `a rule stayed at ${other.one}/${other.two} after it was moved`);
}
