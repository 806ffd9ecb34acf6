import { z } from 'zod';
import { PlinthError } from '../errors.ts';
import { endStep, startStep } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { NotYet } from '../stack/not-yet.ts';
import { secondsSince } from '../time.ts';
import { assertNoAlarm } from './assert-no-alarm.ts';
import { unfitness } from './fitness.ts';
import type { GatePorts } from './read-view.ts';
import { ReleaseStep, readFacts } from './release-facts.ts';
import { stepDescription } from './release-steps.ts';

export const BakeInput = ReleaseStep;

const Shifted = z.object({ at: z.string() });

/**
 * Watches the release with its traffic; NotYet until the bake time is over. Errors: ReleaseFailed when targets fall sick,
 * AlarmRaised.
 */
export async function bake(
  { operationId }: ReleaseStep,
  ports: GatePorts & Pick<Ports, 'state' | 'alarms' | 'ids'>,
): Promise<void> {
  const facts = await readFacts(operationId, ports);
  await startStep(operationId, { name: 'bake', description: stepDescription('bake') }, ports);
  const sick = await unfitness(operationId, facts, ports);
  if (sick !== undefined) {
    throw new PlinthError('ReleaseFailed', `release ${facts.number} fell sick with traffic on it: ${sick}`);
  }
  await assertNoAlarm(facts, ports);
  const { at } = Shifted.parse(await ports.state.readDocument(operationId, 'shifted'));
  const left = facts.bakeSeconds - secondsSince(ports.time, at);
  if (left > 0) throw new NotYet(`${Math.ceil(left)} s of the bake time are left`);
  await endStep(operationId, 'bake', { status: 'succeeded', ports });
}
