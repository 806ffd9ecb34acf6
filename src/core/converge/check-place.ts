import { PlinthError } from '../errors.ts';
import type { Settings } from '../ports/index.ts';
import type { Facts } from './facts.ts';
import { environmentTarget } from './places.ts';

/**
 * Throws InvalidRequest for an environment in another account or region than its base. Log groups take no key, alarms no
 * topic and load balancers no log bucket from there, so AWS would refuse what every environment has, after minutes.
 */
export function checkPlace(facts: Facts, settings: Settings): void {
  const { account, region } = environmentTarget(facts, settings);
  if (account === settings.account && region === settings.region) return;
  const field = account === settings.account ? 'region' : 'account';
  const message = `an environment needs a base where it stands: there is none in ${account} ${region}, this installation's is in ${settings.account} ${settings.region}`;
  throw new PlinthError('InvalidRequest', message, { fields: [{ pointer: `/${field}`, message }] });
}
