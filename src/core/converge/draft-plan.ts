import { standIns } from '../catalogue/stand-ins.ts';
import type { Operation, ScopeState } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { own } from '../own.ts';
import type { UnderConstruction, WantedStack } from '../plan/place.ts';
import type { Plan, PlannedStack } from '../plan/plan.ts';
import { planProvision, registeredApplications } from '../plan/plan-provision.ts';
import { planRetire } from '../plan/plan-retire.ts';
import type { Ports } from '../ports/index.ts';
import type { Scope } from '../scope.ts';
import { Allow } from '../spec/allow.ts';
import { parseBody } from '../spec/parse-body.ts';
import { RetireRequest } from '../spec/retire-request.ts';
import { parseScopeSpec, type ScopeSpec } from '../spec/scope-spec.ts';
import { releaseComponents, type WantedComponent, wantedComponents } from '../spec/wanted-components.ts';
import type { Builder } from './builder-of.ts';
import { checkDomain } from './check-domain.ts';
import { checkHost } from './check-host.ts';
import { checkLeaving } from './check-leaving.ts';
import { checkPlace } from './check-place.ts';
import { checkType } from './check-type.ts';
import { checkUses } from './check-uses.ts';
import { checkWorn } from './check-worn.ts';
import type { Facts } from './facts.ts';
import { nextReleasePlace, placeOf } from './places.ts';

type Tools = Pick<Ports, 'catalogue' | 'settings'>;

/** The plan of an operation on these facts, in which its claims are taken already. Pure. */
export function draftPlan(operation: Operation, scope: Scope, { facts, ports }: { facts: Facts; ports: Tools }): Plan {
  const retires = operation.kind === 'retire';
  const stacks = retires
    ? retirement(operation, scope, { facts, ports })
    : provision(operation, scope, { facts, ports });
  return {
    operationId: operation.id,
    scope: operation.scope,
    wish: retires ? 'absent' : 'present',
    planOnly: operation.planOnly,
    stacks: [...stacks],
  };
}

/** The spec that an operation brings. Throws InvalidRequest for one that its schema refuses. */
export function requestedSpec(operation: Operation, scope: Scope): ScopeSpec {
  return parseScopeSpec(scope.layer, operation.request.spec ?? {});
}

function provision(operation: Operation, scope: Scope, { facts, ports }: { facts: Facts; ports: Tools }) {
  const place = placeOf(scope, facts, ports.settings);
  const { scopeStates, sites } = surroundingsOf(facts, ports);
  const own = scopeStates.find((scopeState) => scopeState.scope === operation.scope);
  const spec = requestedSpec(operation, scope);
  const wanted = wantedStacks(spec, scope, { facts, ports });
  const allow = Allow.parse(operation.request.allow);
  if (spec.layer === 'environment') {
    checkPlace(facts, ports.settings);
    checkDomain(facts, ports.catalogue);
  }
  const change = { scopeState: own, wanted, allow, catalogue: ports.catalogue };
  if (spec.layer !== 'application') checkLeaving(facts, change);
  if (spec.layer === 'application') {
    checkWorn(facts, change);
    checkType(spec.spec, own);
    checkUses(spec.spec, { scopeStates, sites });
  }
  return planProvision({
    operationId: operation.id,
    installation: ports.settings.installation,
    catalogue: ports.catalogue,
    wanted,
    planOnly: operation.planOnly,
    later: releaseStacks(spec, scope, { facts, ports }),
    place,
    scopeState: own,
    scopeStates,
    sites,
    allow,
    applications: facts.base?.applications ?? [],
  });
}

/**
 * What a spec has wrong of itself, or asks for that is not there. Throws as `draftPlan` does, which needs the claims: whoever
 * calls this first hears of the spec before hearing of what others have taken.
 */
export function checkSpec(operation: Operation, scope: Scope, { facts, ports }: { facts: Facts; ports: Tools }): void {
  const spec = requestedSpec(operation, scope);
  wantedComponents(spec, ports.catalogue);
  if (spec.layer !== 'application') return;
  checkUses(spec.spec, surroundingsOf(facts, ports));
  checkHost(spec.spec, facts.environmentSpec);
}

/** What there is to build on: without what is about to go, and with what is being made. */
function surroundingsOf(facts: Facts, ports: Tools) {
  const sites = facts.builders.map((builder) => siteOf(builder, facts, ports));
  const scopeStates = [facts.application, facts.environment, facts.base]
    .filter((scopeState) => scopeState !== undefined)
    .map((scopeState) => withoutLeaving(scopeState, sites));
  return { scopeStates, sites };
}

/** A scope that is being provisioned, with the components that it is to have. */
function siteOf({ operationId, scope: path }: Builder, facts: Facts, ports: Tools): UnderConstruction {
  const wanted: ScopeSpec =
    path === 'base' ? { layer: 'base', spec: facts.baseSpec } : { layer: 'environment', spec: facts.environmentSpec };
  const components = wantedComponents(wanted, ports.catalogue).filter((component) => isMade(component, wanted, facts));
  return {
    operationId,
    scope: path,
    components: new Set(components.map(({ component }) => component.name)),
    standIns: standIns(components.map(({ component, values }) => ({ component, parameters: values }))),
  };
}

/** Nothing may be built on a stack that is about to go. */
function withoutLeaving(scopeState: ScopeState, sites: readonly UnderConstruction[]): ScopeState {
  const site = sites.find(({ scope }) => scope === scopeState.scope);
  if (!site) return scopeState;
  const staying = Object.entries(scopeState.stacks).filter(([component]) => site.components.has(component));
  return { ...scopeState, stacks: Object.fromEntries(staying) };
}

function wantedStacks(
  wanted: ScopeSpec,
  scope: Scope,
  { facts, ports }: { facts: Facts; ports: Tools },
): WantedStack[] {
  const place = placeOf(scope, facts, ports.settings);
  const stacks = wantedComponents(wanted, ports.catalogue)
    .filter((component) => isMade(component, wanted, facts))
    .map((component) => ({ ...component, place }));
  if (scope.layer === 'environment') return stacks.map((stack) => withCidr(stack, scope.environment, facts));
  return scope.layer === 'application' ? [...registryFor(scope.application, { facts, ports }), ...stacks] : stacks;
}

/** What the application's next release is made of. */
function releaseStacks(
  wanted: ScopeSpec,
  scope: Scope,
  { facts, ports }: { facts: Facts; ports: Tools },
): WantedStack[] {
  if (wanted.layer !== 'application' || scope.layer !== 'application') return [];
  const place = nextReleasePlace(scope, facts, ports.settings);
  return releaseComponents(wanted.spec, ports.catalogue).map((component) => ({ ...component, place }));
}

/**
 * A registry without applications would be a stack without resources, which CloudFormation refuses. Where the base's spec
 * names none, the first application that is put makes it.
 */
function isMade({ component }: WantedComponent, wanted: ScopeSpec, { base }: Facts): boolean {
  if (wanted.layer !== 'base' || component.name !== 'registry') return true;
  return wanted.spec.applications.length > 0 || own(base?.stacks ?? {}, 'registry') !== undefined;
}

/**
 * The range that the environment claimed is its own for good, whether the spec names it or not. Sixteen subnets share
 * it, unless the spec says how large they are.
 */
function withCidr(stack: WantedStack, environment: string, facts: Facts): WantedStack {
  const claim = own(facts.base?.networks ?? {}, environment);
  const declares = (parameter: string) => stack.component.parameters.some(({ name }) => name === parameter);
  if (stack.component.name !== 'network' || !claim || !declares('Cidr')) return stack;
  const hostBits = 32 - Number(claim.cidr.split('/')[1]);
  const subnets = declares('SubnetBits') ? { SubnetBits: String(hostBits - 4) } : {};
  return { ...stack, values: { ...subnets, ...stack.values, Cidr: claim.cidr } };
}

/** The first time that an application of this name is put, the base's registry gets a repository for it. */
function registryFor(application: string, { facts, ports }: { facts: Facts; ports: Tools }): WantedStack[] {
  if (registeredApplications(facts.base).includes(application)) return [];
  const isBaseUnderWay = facts.builders.some(({ scope }) => scope === 'base');
  if (isBaseUnderWay && facts.baseSpec.applications.includes(application)) return [];
  const place = placeOf({ layer: 'base' }, facts, ports.settings);
  const base: ScopeSpec = { layer: 'base', spec: facts.baseSpec };
  if (!ports.catalogue.component('registry')) return [];
  return wantedComponents(base, ports.catalogue)
    .filter(({ component }) => component.name === 'registry')
    .map((component) => ({ ...component, place }));
}

function retirement(
  operation: Operation,
  scope: Scope,
  { facts, ports }: { facts: Facts; ports: Tools },
): readonly PlannedStack[] {
  const { ifMatch: _, ...asked } = operation.request;
  const request = parseBody(RetireRequest, asked);
  const scopeState = [facts.application, facts.environment, facts.base].find(
    (found) => found?.scope === operation.scope,
  );
  if (!scopeState) throw new PlinthError('NotFound', `${operation.scope} is not there`);
  const name = operation.scope.split('/').at(-1);
  if (request.data === 'delete' && request.confirm !== name) {
    const message = `deleting data takes the scope's name typed again: '${name}'`;
    throw new PlinthError('InvalidRequest', message, { fields: [{ pointer: '/confirm', message }] });
  }
  return planRetire({
    catalogue: ports.catalogue,
    place: placeOf(scope, facts, ports.settings),
    scopeState,
    inside: facts.inside,
    protected: scope.layer === 'environment' && facts.environmentSpec.protected,
    data: request.data,
  });
}
