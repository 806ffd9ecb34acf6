import type { ScopeState } from '../entities.ts';
import { own } from '../own.ts';
import { type ApplicationSpec, isRouted } from '../spec/application-spec.ts';
import { mainComponent } from '../spec/wanted-components.ts';

interface Parents {
  readonly application: ScopeState | undefined;
  readonly environment: ScopeState | undefined;
}

/**
 * The URL of an application: an output of one of its stacks, or its route on the environment's load balancer; undefined for an
 * application without requests.
 */
export function applicationUrl(spec: Pick<ApplicationSpec, 'type' | 'route'>, available: Parents): string | undefined {
  const given = outputOf(available.application, 'SiteUrl');
  if (given !== undefined || !isRouted(spec.type)) return given;
  const { host, path = '/' } = recordedRoute(spec, available.application) ?? spec.route;
  const root = environmentUrl(available.environment, host);
  return root && root.slice(0, -1) + path.replace(/[*?].*$/, '');
}

/** The route that its listener rules have: while another one is on its way to them, users reach it by this one. */
function recordedRoute(
  { type }: Pick<ApplicationSpec, 'type'>,
  application: ScopeState | undefined,
): ApplicationSpec['route'] | undefined {
  const { RouteHost: host = 'none', RoutePath: path } =
    own(application?.stacks ?? {}, mainComponent(type))?.parameters ?? {};
  if (host !== 'none') return { host };
  return path === undefined ? undefined : { path };
}

/** Where users reach an environment: by its domain over HTTPS, or by its load balancer's own name. */
export function environmentUrl(environment: ScopeState | undefined, host?: string): string | undefined {
  const balancer = outputOf(environment, 'LoadBalancerDns');
  const hasHttps = outputOf(environment, 'HttpsListenerArn') !== undefined;
  const domain = own(own(environment?.stacks ?? {}, 'https')?.parameters ?? {}, 'DomainName');
  const name = host ?? (hasHttps ? domain : undefined) ?? balancer;
  return name === undefined ? undefined : `${hasHttps ? 'https' : 'http'}://${name}/`;
}

/** Of whichever stack has it: no two components of a scope have an output of one name, unless one says `none`. */
function outputOf(scopeState: ScopeState | undefined, name: string): string | undefined {
  const values = Object.values(scopeState?.stacks ?? {}).map(({ outputs }) => own(outputs, name));
  return values.find((value) => value !== undefined && value !== 'none');
}
