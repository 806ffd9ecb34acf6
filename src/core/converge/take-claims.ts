import type { ScopeClaim, ScopeState } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { forEachBounded } from '../for-each-bounded.ts';
import { own } from '../own.ts';
import { claimDomain, claimNetwork, claimRoute, claimRulePriority, type WantedClaim } from '../plan/claims.ts';
import { environmentTarget } from '../plan/placement-of.ts';
import type { Ports, Settings } from '../ports/index.ts';
import { parentScope, scopePath } from '../scope.ts';
import { isRouted } from '../spec/application-spec.ts';
import { timestamp } from '../time.ts';
import { zoneName } from './assert-domain.ts';
import { dropPending, writeWantedClaims } from './claim-documents.ts';
import type { ProvisionContext } from './converge-context.ts';

type ClaimPorts = Pick<Ports, 'settings'>;

/** Each try chooses among what the last one saw free, so that many at once need few. */
const triesMax = 20;

/** The context as it will be once the claims are taken; nothing is written. Throws what taking them would throw. */
export function previewClaims(context: ProvisionContext, { settings }: ClaimPorts): ProvisionContext {
  return withClaims(context, chosenClaims(context, { settings, attempt: 0 }));
}

/**
 * Takes the claims of a scope, each by one conditional write, so that no two scopes get the same. What was written meanwhile under
 * another key, such as an overlapping range, is seen by reading again. What the scope had before stays taken until its
 * stack has moved. Taking them again is harmless.
 */
export async function takeClaims(
  context: ProvisionContext,
  ports: ClaimPorts & Pick<Ports, 'state' | 'time'>,
): Promise<ProvisionContext> {
  try {
    for (let attempt = 0, now = context; attempt < triesMax; attempt++) {
      const chosen = chosenClaims(now, { settings: ports.settings, attempt });
      await writeWantedClaims(context.operation.id, chosen, ports);
      const areTaken = await putClaims(now, chosen, ports);
      now = await readAgain(now, ports);
      if (areTaken && sameKeys(chosen, chosenClaims(now, { settings: ports.settings, attempt })))
        return withClaims(now, chosen);
    }
  } catch (error) {
    await dropPending(context.operation, ports);
    throw error;
  }
  await dropPending(context.operation, ports);
  throw new PlinthError('TooManyRequests', `${context.operation.scope} lost ${triesMax} claims in a row; ask again`, {
    source: 'platform',
  });
}

async function putClaims(
  { operation, scope, claims }: ProvisionContext,
  wanted: readonly WantedClaim[],
  { state, time }: Pick<Ports, 'state' | 'time'>,
): Promise<boolean> {
  const parent = parentScope(scope);
  if (!parent) return true;
  const missing = wanted.filter(
    ({ key }) => !claims.some((claim) => claim.key === key && claim.scope === operation.scope),
  );
  const answers = await forEachBounded(missing, (claim) =>
    state.putClaim({
      ...claim,
      parent: scopePath(parent),
      scope: operation.scope,
      operationId: operation.id,
      takenAt: timestamp(time),
      standing: false,
    }),
  );
  return !answers.includes(false);
}

async function readAgain(context: ProvisionContext, { state }: Pick<Ports, 'state'>): Promise<ProvisionContext> {
  const parent = parentScope(context.scope);
  return parent ? { ...context, claims: await state.listClaims(scopePath(parent)) } : context;
}

function sameKeys(one: readonly WantedClaim[], other: readonly WantedClaim[]): boolean {
  return one.map(({ key }) => key).join() === other.map(({ key }) => key).join();
}

function withClaims(context: ProvisionContext, claims: readonly WantedClaim[]): ProvisionContext {
  const value = (kind: ScopeClaim['kind']) => claims.find((claim) => claim.kind === kind)?.value;
  const [cidr, rulePriority] = [value('range'), value('priority')];
  const taken = { ...(cidr !== undefined && { cidr }), ...(rulePriority !== undefined && { rulePriority }) };
  return { ...context, snapshot: { ...context.snapshot, taken } };
}

interface Choosing {
  readonly settings: Settings;
  readonly attempt: number;
}

/** What the scope is to have of its parent: an address range and a domain, or a rule priority and a route. */
function chosenClaims(context: ProvisionContext, choosing: Choosing): readonly WantedClaim[] {
  const { scope, snapshot } = context;
  switch (scope.layer) {
    case 'base':
      return [];
    case 'environment':
      assertProvisioned(snapshot.base, 'base');
      return environmentClaims(context, choosing);
    case 'application':
      assertProvisioned(snapshot.base, 'base');
      assertProvisioned(snapshot.environment, `environments/${scope.environment}`);
      return applicationClaims(context);
  }
}

function applicationClaims({ operation: { scope }, claims, snapshot }: ProvisionContext): readonly WantedClaim[] {
  const spec = snapshot.applicationSpec;
  if (!spec) return [];
  const { type, route } = spec;
  // The host of a static site is a name in the environment's zone, like any other application's.
  if (type === 'static' && route.host !== undefined) return [claimRoute(claims, { scope, route })];
  if (!isRouted(type)) return [];
  return [claimRulePriority(claims, { scope, route }), claimRoute(claims, { scope, route })];
}

/** An existing network, from `external`, has its own CIDR block. */
function hasOwnNetwork({ request }: ProvisionContext): boolean {
  return request.wanted.some(({ component }) => component.name === 'network');
}

function environmentClaims(context: ProvisionContext, { settings, attempt }: Choosing): readonly WantedClaim[] {
  const { snapshot, claims, operation } = context;
  const { domain, components } = snapshot.environmentSpec;
  const { scope } = operation;
  const routing = String(own(own(components, 'https') ?? {}, 'Routing') ?? 'simple');
  const shared = routing !== 'simple';
  const named = domain === undefined ? [] : [claimDomain(claims, { scope, domain, shared, zone: zoneName(snapshot) })];
  if (!hasOwnNetwork(context)) return named;
  const given = own(own(components, 'network') ?? {}, 'Cidr');
  const network = claimNetwork(claims, {
    scope,
    target: environmentTarget(snapshot, settings),
    cidr: given === undefined ? undefined : String(given),
    standing: own(snapshot.environment?.stacks ?? {}, 'network') !== undefined,
    attempt,
  });
  return [...named, network];
}

function assertProvisioned(scopeState: ScopeState | undefined, scope: string): void {
  if (scopeState && scopeState.status !== 'retired' && scopeState.status !== 'retiring') return;
  throw new PlinthError(
    'ParentNotReady',
    `${scope} ${scopeState ? `is ${scopeState.status}` : 'does not exist'}; provision it first`,
  );
}
