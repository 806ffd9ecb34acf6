import { PlinthError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import type { ReleaseFacts } from './release-facts.ts';

/** Throws AlarmRaised when an alarm that watches the release's slot says so. One that has too little data says nothing. */
export async function assertNoAlarm(facts: ReleaseFacts, ports: Pick<Ports, 'alarms'>): Promise<void> {
  if (facts.alarms.length === 0) return;
  const states = await ports.alarms.states(facts.target, facts.alarms);
  const raised = states.find(({ state }) => state === 'ALARM');
  if (!raised) return;
  const why = raised.reason === undefined ? '' : `: ${raised.reason}`;
  throw new PlinthError('AlarmRaised', `alarm \`${raised.name}\` of slot ${facts.slot} was raised${why}`);
}
