import type { ScopeState } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { newScopeState } from '../new-scope-state.ts';
import { own } from '../own.ts';
import { claimDomain, claimNetwork, claimRoute, claimRulePriority } from '../plan/claims.ts';
import { environmentTarget } from '../plan/placement-of.ts';
import type { Snapshot } from '../plan/snapshot.ts';
import type { Ports, Settings } from '../ports/index.ts';
import { isRouted } from '../spec/application-spec.ts';
import { timestamp } from '../time.ts';
import { zoneName } from './assert-domain.ts';
import type { ProvisionContext } from './converge-context.ts';

type Claim = (now: ScopeState) => ScopeState;
type ClaimPorts = Pick<Ports, 'settings' | 'time'>;

/** What a scope claims of its parents: an address range, a rule priority, a repository. */
interface Claims {
  readonly base?: Claim;
  readonly environment?: Claim;
}

/** The context as it will be once the claims are taken; nothing is written. Throws what taking them would throw. */
export function previewClaims(context: ProvisionContext, ports: ClaimPorts): ProvisionContext {
  const { snapshot, scope } = context;
  const claims = claimsOf(context, ports);
  const base = snapshot.base ?? (scope.layer === 'base' ? newScopeState('base', timestamp(ports.time)) : undefined);
  const environment = snapshot.environment && (claims.environment?.(snapshot.environment) ?? snapshot.environment);
  return { ...context, snapshot: { ...snapshot, base: base && (claims.base?.(base) ?? base), environment } };
}

/** Takes the claims, each by one conditional write, so that no two scopes get the same. Taking them again is harmless. */
export async function takeClaims(
  context: ProvisionContext,
  ports: ClaimPorts & Pick<Ports, 'state'>,
): Promise<ProvisionContext> {
  const { snapshot } = context;
  const { base, environment } = claimsOf(context, ports);
  const now = timestamp(ports.time);
  const taken = (scope: string, claim: Claim) =>
    ports.state.updateScopeState(scope, (scopeState) => claim(scopeState ?? newScopeState(scope, now)));
  return {
    ...context,
    snapshot: {
      ...snapshot,
      base: base ? await taken('base', base) : snapshot.base,
      environment:
        environment && snapshot.environment
          ? await taken(snapshot.environment.scope, environment)
          : snapshot.environment,
    },
  };
}

function claimsOf(context: ProvisionContext, ports: ClaimPorts): Claims {
  const { scope, snapshot } = context;
  switch (scope.layer) {
    case 'base':
      return {};
    case 'environment':
      assertProvisioned(snapshot.base, 'base');
      return { base: (scopeState) => claimsOfEnvironment(scopeState, scope.environment, { context, ports }) };
    case 'application':
      assertProvisioned(snapshot.base, 'base');
      assertProvisioned(snapshot.environment, `environments/${scope.environment}`);
      return environmentClaims(scope.application, snapshot);
  }
}

/** An existing network, from `external`, has its own CIDR block. */
function hasOwnNetwork({ request }: ProvisionContext): boolean {
  return request.wanted.some(({ component }) => component.name === 'network');
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
  { context, ports }: { readonly context: ProvisionContext; readonly ports: ClaimPorts },
): ScopeState {
  const { snapshot } = context;
  const { domain, components } = snapshot.environmentSpec;
  const routing = String(own(own(components, 'https') ?? {}, 'Routing') ?? 'simple');
  const named = claimDomain(base, { environment, domain, shared: routing !== 'simple', zone: zoneName(snapshot) });
  return hasOwnNetwork(context) ? claimNetwork(named, networkWish(environment, snapshot, ports.settings)) : named;
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
