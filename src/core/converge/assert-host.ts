import { PlinthError } from '../errors.ts';
import type { ApplicationSpec } from '../spec/application-spec.ts';
import type { EnvironmentSpec } from '../spec/environment-spec.ts';

/**
 * Throws InvalidRequest, with its pointer, for the host of a static site that the environment's zone and certificate do not
 * cover: CloudFront answers for no other name. A load balancer answers for any that leads to it.
 */
export function assertHost(
  { type, route: { host } }: Pick<ApplicationSpec, 'type' | 'route'>,
  { domain }: Pick<EnvironmentSpec, 'domain'>,
): void {
  if (type !== 'static' || host === undefined || host.slice(host.indexOf('.') + 1) === domain) return;
  const message =
    domain === undefined
      ? `'${host}' requires a domain of the environment; without one the site is served from CloudFront's own domain`
      : `'${host}' is not one level below '${domain}', the environment's domain`;
  throw new PlinthError('InvalidRequest', message, { fields: [{ pointer: '/route/host', message }] });
}
