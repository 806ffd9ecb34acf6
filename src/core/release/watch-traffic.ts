import { z } from 'zod';
import { endStep, startStep } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { NotYet } from '../stack/not-yet.ts';
import { secondsSince } from '../time.ts';
import { decideWatch } from './decide-watch.ts';
import { observeHealth } from './healthy-targets.ts';
import type { ObservePorts } from './observe-release.ts';
import { raisedAlarm } from './raised-alarm.ts';
import { errorOf } from './refusal.ts';
import { stepDescription } from './release-steps.ts';
import { ReleaseTaskInput, type ResolvedRelease, readResolved } from './resolved-release.ts';
import { readShifted } from './shifted.ts';

/** `step`: index of the step of the release's schedule that is watched; absent: the bake, with all traffic. */
export const WatchTrafficInput = ReleaseTaskInput.extend({ step: z.number().int().min(0).optional() });
export type WatchTrafficInput = z.infer<typeof WatchTrafficInput>;

/**
 * Watches targets and alarms while the release has users; NotYet until the time of the step or of the bake is over. Errors:
 * ReleaseFailed when targets become unhealthy, AlarmRaised.
 */
export async function watchTraffic(
  { operationId, step }: WatchTrafficInput,
  ports: ObservePorts & Pick<Ports, 'state' | 'alarms' | 'ids'>,
): Promise<void> {
  const resolved = await readResolved(operationId, ports);
  const isBake = step === undefined;
  if (isBake) await startStep(operationId, { name: 'bake', description: stepDescription('bake') }, ports);
  const [{ unhealthy }, alarm, shiftedAt] = await Promise.all([
    observeHealth(operationId, resolved, ports),
    raisedAlarm(resolved, ports),
    readShifted(operationId, step ?? resolved.schedule.length - 1, ports),
  ]);
  const watchSeconds = secondsOf(resolved, step);
  const decision = decideWatch({
    ...resolved,
    unhealthy,
    alarm,
    watchSeconds,
    secondsSinceShift: secondsSince(ports.time, shiftedAt),
  });
  if (decision.kind === 'refuse') throw errorOf(decision);
  if (decision.kind === 'wait') {
    const message = `${Math.ceil(decision.seconds)} s of the ${isBake ? 'bake time' : 'step'} remain`;
    throw new NotYet(message, decision.closely ? 'NotYet' : 'NotYetForMinutes');
  }
  if (isBake) await endStep(operationId, 'bake', { status: 'succeeded', ports });
}

function secondsOf({ schedule, bakeSeconds }: ResolvedRelease, step: number | undefined): number {
  return step === undefined ? bakeSeconds : (schedule[step]?.watchSeconds ?? 0);
}
