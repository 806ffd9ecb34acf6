import type { Ports } from '../ports/index.ts';
import type { ResolvedRelease } from './resolved-release.ts';

/** Which alarm of the release's slot is in state ALARM, with its reason. INSUFFICIENT_DATA does not count. */
export async function raisedAlarm(
  { target, alarms, slot }: ResolvedRelease,
  ports: Pick<Ports, 'alarms'>,
): Promise<string | undefined> {
  if (alarms.length === 0) return undefined;
  const states = await ports.alarms.states(target, alarms);
  const raised = states.find(({ state }) => state === 'ALARM');
  if (!raised) return undefined;
  const why = raised.reason === undefined ? '' : `: ${raised.reason}`;
  return `alarm \`${raised.name}\` of slot ${slot} is in state ALARM${why}`;
}
