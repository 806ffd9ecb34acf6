import type { Catalogue } from '../catalogue/catalogue.ts';
import type { ScopeState } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { newScopeState } from '../new-scope-state.ts';
import { own } from '../own.ts';
import { claimApplications, claimDomain, claimNetwork, claimRoute, claimRulePriority } from '../plan/claims.ts';
import type { Ports, Settings } from '../ports/index.ts';
import type { Scope } from '../scope.ts';
import { isRouted } from '../spec/application-spec.ts';
import { wantedComponents } from '../spec/wanted-components.ts';
import { timestamp } from '../time.ts';
import { zoneName } from './check-domain.ts';
import type { Facts } from './facts.ts';
import { environmentTarget } from './places.ts';

type Change = (now: ScopeState) => ScopeState;
type Tools = Pick<Ports, 'settings' | 'catalogue'>;

/** What a scope claims of its parents: an address range, a rule priority, a repository. */
interface Claims {
  readonly base?: Change;
  readonly environment?: Change;
}

/** The facts as they will be once the claims are taken; nothing is written. Throws what taking them would throw. */
export function foreseeClaims(scope: Scope, facts: Facts, ports: Tools & Pick<Ports, 'time'>): Facts {
  const claims = claimsOf(scope, facts, ports);
  const base = facts.base ?? (scope.layer === 'base' ? newScopeState('base', timestamp(ports.time)) : undefined);
  return {
    ...facts,
    base: base && claims.base ? claims.base(base) : base,
    environment: facts.environment && claims.environment ? claims.environment(facts.environment) : facts.environment,
  };
}

/** Takes the claims, each by one conditional write, so that no two scopes get the same. Taking them again is harmless. */
export async function takeClaims(
  scope: Scope,
  facts: Facts,
  ports: Tools & Pick<Ports, 'state' | 'time'>,
): Promise<Facts> {
  const claims = claimsOf(scope, facts, ports);
  const now = timestamp(ports.time);
  const { base, environment } = claims;
  const environmentScope = facts.environment?.scope;
  return {
    ...facts,
    base: base
      ? await ports.state.updateScopeState('base', (scopeState) => base(scopeState ?? newScopeState('base', now)))
      : facts.base,
    environment:
      environment && environmentScope !== undefined
        ? await ports.state.updateScopeState(environmentScope, (scopeState) =>
            environment(scopeState ?? newScopeState(environmentScope, now)),
          )
        : facts.environment,
  };
}

function claimsOf(scope: Scope, facts: Facts, { settings, catalogue }: Tools): Claims {
  switch (scope.layer) {
    case 'base':
      return {
        base: (scopeState) => claimApplications(scopeState, facts.baseSpec.applications, (n) => `/applications/${n}`),
      };
    case 'environment':
      refuseAbsent(facts.base, 'base');
      return {
        base: (scopeState) => claimsOfEnvironment(scopeState, scope.environment, { facts, settings, catalogue }),
      };
    case 'application':
      refuseAbsent(facts.base, 'base');
      refuseAbsent(facts.environment, `environments/${scope.environment}`);
      return {
        base: (scopeState) => claimApplications(scopeState, [scope.application], () => '/application'),
        ...environmentClaims(scope.application, facts),
      };
    case 'release':
      return {};
  }
}

/** A network that is somebody else's has its range already, wherever that is written down. */
function hasOwnNetwork({ environmentSpec: spec }: Facts, catalogue: Catalogue): boolean {
  const wanted = wantedComponents({ layer: 'environment', spec }, catalogue);
  return wanted.some(({ component }) => component.name === 'network');
}

function environmentClaims(application: string, { applicationSpec: spec }: Facts): Pick<Claims, 'environment'> {
  if (!spec) return {};
  // The host of a static site is a name in the environment's zone, like any other application's.
  if (spec.type === 'static' && spec.route.host !== undefined) {
    return { environment: (scopeState) => claimRoute(scopeState, application, spec.route) };
  }
  if (!isRouted(spec.type)) return {};
  return {
    environment: (scopeState) =>
      claimRoute(claimRulePriority(scopeState, application, spec.route), application, spec.route),
  };
}

function claimsOfEnvironment(
  base: ScopeState,
  environment: string,
  { facts, settings, catalogue }: Tools & { facts: Facts },
) {
  const { domain, components } = facts.environmentSpec;
  const routing = String(own(own(components, 'https') ?? {}, 'Routing') ?? 'simple');
  const named = claimDomain(base, { environment, domain, shared: routing !== 'simple', zone: zoneName(facts) });
  return hasOwnNetwork(facts, catalogue) ? claimNetwork(named, networkWish(environment, facts, settings)) : named;
}

function networkWish(environment: string, facts: Facts, settings: Settings) {
  const given = own(own(facts.environmentSpec.components, 'network') ?? {}, 'Cidr');
  return {
    environment,
    target: environmentTarget(facts, settings),
    cidr: given === undefined ? undefined : String(given),
    standing: own(facts.environment?.stacks ?? {}, 'network') !== undefined,
  };
}

function refuseAbsent(scopeState: ScopeState | undefined, scope: string): void {
  if (scopeState && scopeState.status !== 'retired' && scopeState.status !== 'retiring') return;
  throw new PlinthError('ParentNotReady', `${scope} is ${scopeState?.status ?? 'not there'}; provision it first`);
}
