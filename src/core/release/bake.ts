import { z } from 'zod';
import { endStep, startStep } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { NotYet } from '../stack/not-yet.ts';
import { secondsSince } from '../time.ts';
import { decideBake } from './decide-bake.ts';
import { observeHealth } from './healthy-targets.ts';
import type { ObservePorts } from './observe-release.ts';
import { raisedAlarm } from './raised-alarm.ts';
import { errorOf } from './refusal.ts';
import { stepDescription } from './release-steps.ts';
import { ReleaseTaskInput, readResolved } from './resolved-release.ts';

export const BakeInput = ReleaseTaskInput;

const ShiftedDocument = z.object({ at: z.string() });

/**
 * Watches targets and alarms while the release has all traffic; NotYet until the bake time is over. Errors: ReleaseFailed
 * when targets become unhealthy, AlarmRaised.
 */
export async function bake(
  { operationId }: ReleaseTaskInput,
  ports: ObservePorts & Pick<Ports, 'state' | 'alarms' | 'ids'>,
): Promise<void> {
  const resolved = await readResolved(operationId, ports);
  await startStep(operationId, { name: 'bake', description: stepDescription('bake') }, ports);
  const [{ unhealthy }, alarm, shifted] = await Promise.all([
    observeHealth(operationId, resolved, ports),
    raisedAlarm(resolved, ports),
    ports.state.readDocument(operationId, 'shifted'),
  ]);
  const secondsSinceShift = secondsSince(ports.time, ShiftedDocument.parse(shifted).at);
  const decision = decideBake({ ...resolved, unhealthy, alarm, secondsSinceShift });
  if (decision.kind === 'refuse') throw errorOf(decision);
  if (decision.kind === 'wait') throw new NotYet(`${Math.ceil(decision.seconds)} s of the bake time remain`);
  await endStep(operationId, 'bake', { status: 'succeeded', ports });
}
