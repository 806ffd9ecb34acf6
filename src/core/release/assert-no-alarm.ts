import { PlinthError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import type { ResolvedRelease } from './resolved-release.ts';

/** Throws AlarmRaised when an alarm that watches the release's slot says so. One that has too little data says nothing. */
export async function assertNoAlarm(resolved: ResolvedRelease, ports: Pick<Ports, 'alarms'>): Promise<void> {
  if (resolved.alarms.length === 0) return;
  const states = await ports.alarms.states(resolved.target, resolved.alarms);
  const raised = states.find(({ state }) => state === 'ALARM');
  if (!raised) return;
  const why = raised.reason === undefined ? '' : `: ${raised.reason}`;
  throw new PlinthError('AlarmRaised', `alarm \`${raised.name}\` of slot ${resolved.slot} was raised${why}`);
}
