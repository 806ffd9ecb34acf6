import { PlinthError } from '../errors.ts';
import { environmentTarget } from '../plan/placement-of.ts';
import type { Snapshot } from '../plan/snapshot.ts';
import type { Settings } from '../ports/index.ts';

/**
 * Throws InvalidRequest for an environment in another account or region than its base. Log groups take no key, alarms no
 * topic and load balancers no log bucket from there, so AWS would refuse what every environment has, after minutes.
 */
export function assertPlacement(snapshot: Snapshot, settings: Settings): void {
  const { account, region } = environmentTarget(snapshot, settings);
  if (account === settings.account && region === settings.region) return;
  const field = account === settings.account ? 'region' : 'account';
  const message = `an environment must be in the account and region of its base, ${settings.account} ${settings.region}, not in ${account} ${region}`;
  throw new PlinthError('InvalidRequest', message, { fields: [{ pointer: `/${field}`, message }] });
}
