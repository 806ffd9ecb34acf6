import type { Catalogue } from '../catalogue/catalogue.ts';
import type { ScopeState } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { newScopeState } from '../new-scope-state.ts';
import { own } from '../own.ts';
import { claimApplications, claimDomain, claimNetwork, claimRoute, claimRulePriority } from '../plan/claims.ts';
import { environmentTarget } from '../plan/placement-of.ts';
import type { Snapshot } from '../plan/snapshot.ts';
import type { Ports, Settings } from '../ports/index.ts';
import type { Scope } from '../scope.ts';
import { isRouted } from '../spec/application-spec.ts';
import { wantedComponents } from '../spec/wanted-components.ts';
import { timestamp } from '../time.ts';
import { zoneName } from './assert-domain.ts';

type Change = (now: ScopeState) => ScopeState;
type Tools = Pick<Ports, 'settings' | 'catalogue'>;

/** What a scope claims of its parents: an address range, a rule priority, a repository. */
interface Claims {
  readonly base?: Change;
  readonly environment?: Change;
}

/** The facts as they will be once the claims are taken; nothing is written. Throws what taking them would throw. */
export function previewClaims(scope: Scope, snapshot: Snapshot, ports: Tools & Pick<Ports, 'time'>): Snapshot {
  const claims = claimsOf(scope, snapshot, ports);
  const base = snapshot.base ?? (scope.layer === 'base' ? newScopeState('base', timestamp(ports.time)) : undefined);
  return {
    ...snapshot,
    base: base && claims.base ? claims.base(base) : base,
    environment:
      snapshot.environment && claims.environment ? claims.environment(snapshot.environment) : snapshot.environment,
  };
}

/** Takes the claims, each by one conditional write, so that no two scopes get the same. Taking them again is harmless. */
export async function takeClaims(
  scope: Scope,
  snapshot: Snapshot,
  ports: Tools & Pick<Ports, 'state' | 'time'>,
): Promise<Snapshot> {
  const claims = claimsOf(scope, snapshot, ports);
  const now = timestamp(ports.time);
  const { base, environment } = claims;
  const environmentScope = snapshot.environment?.scope;
  return {
    ...snapshot,
    base: base
      ? await ports.state.updateScopeState('base', (scopeState) => base(scopeState ?? newScopeState('base', now)))
      : snapshot.base,
    environment:
      environment && environmentScope !== undefined
        ? await ports.state.updateScopeState(environmentScope, (scopeState) =>
            environment(scopeState ?? newScopeState(environmentScope, now)),
          )
        : snapshot.environment,
  };
}

function claimsOf(scope: Scope, snapshot: Snapshot, { settings, catalogue }: Tools): Claims {
  switch (scope.layer) {
    case 'base':
      return {
        base: (scopeState) =>
          claimApplications(scopeState, snapshot.baseSpec.applications, (n) => `/applications/${n}`),
      };
    case 'environment':
      assertProvisioned(snapshot.base, 'base');
      return {
        base: (scopeState) => claimsOfEnvironment(scopeState, scope.environment, { snapshot, settings, catalogue }),
      };
    case 'application':
      assertProvisioned(snapshot.base, 'base');
      assertProvisioned(snapshot.environment, `environments/${scope.environment}`);
      return {
        base: (scopeState) => claimApplications(scopeState, [scope.application], () => '/application'),
        ...environmentClaims(scope.application, snapshot),
      };
    case 'release':
      return {};
  }
}

/** An existing network, from `external`, has its own CIDR block. */
function hasOwnNetwork({ environmentSpec: spec }: Snapshot, catalogue: Catalogue): boolean {
  const wanted = wantedComponents({ layer: 'environment', spec }, catalogue);
  return wanted.some(({ component }) => component.name === 'network');
}

function environmentClaims(application: string, { applicationSpec: spec }: Snapshot): Pick<Claims, 'environment'> {
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
  { snapshot, settings, catalogue }: Tools & { snapshot: Snapshot },
) {
  const { domain, components } = snapshot.environmentSpec;
  const routing = String(own(own(components, 'https') ?? {}, 'Routing') ?? 'simple');
  const named = claimDomain(base, { environment, domain, shared: routing !== 'simple', zone: zoneName(snapshot) });
  return hasOwnNetwork(snapshot, catalogue) ? claimNetwork(named, networkWish(environment, snapshot, settings)) : named;
}

function networkWish(environment: string, snapshot: Snapshot, settings: Settings) {
  const given = own(own(snapshot.environmentSpec.components, 'network') ?? {}, 'Cidr');
  return {
    environment,
    target: environmentTarget(snapshot, settings),
    cidr: given === undefined ? undefined : String(given),
    standing: own(snapshot.environment?.stacks ?? {}, 'network') !== undefined,
  };
}

function assertProvisioned(scopeState: ScopeState | undefined, scope: string): void {
  if (scopeState && scopeState.status !== 'retired' && scopeState.status !== 'retiring') return;
  throw new PlinthError(
    'ParentNotReady',
    `${scope} ${scopeState ? `is ${scopeState.status}` : 'does not exist'}; provision it first`,
  );
}
