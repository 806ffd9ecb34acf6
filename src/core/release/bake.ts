import { z } from 'zod';
import { PlinthError } from '../errors.ts';
import { endStep, startStep } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { NotYet } from '../stack/not-yet.ts';
import { secondsSince } from '../time.ts';
import { assertNoAlarm } from './assert-no-alarm.ts';
import { readUnhealthyReason } from './healthy-targets.ts';
import type { ObservePorts } from './observe-release.ts';
import { stepDescription } from './release-steps.ts';
import { ReleaseTaskInput, readResolved } from './resolved-release.ts';

export const BakeInput = ReleaseTaskInput;

const Shifted = z.object({ at: z.string() });

/**
 * Watches the release with its traffic; NotYet until the bake time is over. Errors: ReleaseFailed when targets fall sick,
 * AlarmRaised.
 */
export async function bake(
  { operationId }: ReleaseTaskInput,
  ports: ObservePorts & Pick<Ports, 'state' | 'alarms' | 'ids'>,
): Promise<void> {
  const resolved = await readResolved(operationId, ports);
  await startStep(operationId, { name: 'bake', description: stepDescription('bake') }, ports);
  const sick = await readUnhealthyReason(operationId, resolved, ports);
  if (sick !== undefined) {
    throw new PlinthError('ReleaseFailed', `release ${resolved.number} fell sick with traffic on it: ${sick}`);
  }
  await assertNoAlarm(resolved, ports);
  const { at } = Shifted.parse(await ports.state.readDocument(operationId, 'shifted'));
  const left = resolved.bakeSeconds - secondsSince(ports.time, at);
  if (left > 0) throw new NotYet(`${Math.ceil(left)} s of the bake time are left`);
  await endStep(operationId, 'bake', { status: 'succeeded', ports });
}
