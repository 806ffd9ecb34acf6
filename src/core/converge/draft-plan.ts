import { substitutes } from '../catalogue/substitutes.ts';
import type { Operation, ScopeState } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { own } from '../own.ts';
import type { Builder } from '../plan/parent-operation.ts';
import type { ParentInProgress, WantedStack } from '../plan/placement.ts';
import { nextReleasePlacement, placementOf } from '../plan/placement-of.ts';
import type { Plan, PlannedStack } from '../plan/plan.ts';
import { planProvision, registeredApplications } from '../plan/plan-provision.ts';
import { planRetire } from '../plan/plan-retire.ts';
import type { Snapshot } from '../plan/snapshot.ts';
import type { Ports } from '../ports/index.ts';
import type { Scope } from '../scope.ts';
import { Allow } from '../spec/allow.ts';
import { parseBody } from '../spec/parse-body.ts';
import { RetireRequest } from '../spec/retire-request.ts';
import { parseScopeSpec, type ScopeSpec } from '../spec/scope-spec.ts';
import { releaseComponents, type WantedComponent, wantedComponents } from '../spec/wanted-components.ts';
import { assertAttachedStay } from './assert-attached-stay.ts';
import { assertDomain } from './assert-domain.ts';
import { assertHost } from './assert-host.ts';
import { assertPlacement } from './assert-placement.ts';
import { assertRemovable } from './assert-removable.ts';
import { assertType } from './assert-type.ts';
import { assertUses } from './assert-uses.ts';

type Tools = Pick<Ports, 'catalogue' | 'settings'>;

/** The plan of an operation on these facts, in which its claims are taken already. Pure. */
export function draftPlan(
  operation: Operation,
  scope: Scope,
  { snapshot, ports }: { snapshot: Snapshot; ports: Tools },
): Plan {
  const retires = operation.kind === 'retire';
  const stacks = retires
    ? retirement(operation, scope, { snapshot, ports })
    : provision(operation, scope, { snapshot, ports });
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

function provision(operation: Operation, scope: Scope, { snapshot, ports }: { snapshot: Snapshot; ports: Tools }) {
  const placement = placementOf(scope, snapshot, ports.settings);
  const { scopeStates, parentsInProgress } = parentsOf(snapshot, ports);
  const own = scopeStates.find((scopeState) => scopeState.scope === operation.scope);
  const spec = requestedSpec(operation, scope);
  const wanted = wantedStacks(spec, scope, { snapshot, ports });
  const allow = Allow.parse(operation.request.allow);
  if (spec.layer === 'environment') {
    assertPlacement(snapshot, ports.settings);
    assertDomain(snapshot, ports.catalogue);
  }
  const change = { scopeState: own, wanted, allow, catalogue: ports.catalogue };
  if (spec.layer !== 'application') assertRemovable(snapshot, change);
  if (spec.layer === 'application') {
    assertAttachedStay(snapshot, change);
    assertType(spec.spec, own);
    assertUses(spec.spec, { scopeStates, parentsInProgress });
  }
  return planProvision({
    operationId: operation.id,
    installation: ports.settings.installation,
    catalogue: ports.catalogue,
    wanted,
    planOnly: operation.planOnly,
    later: releaseStacks(spec, scope, { snapshot, ports }),
    placement,
    scopeState: own,
    scopeStates,
    parentsInProgress,
    allow,
    applications: snapshot.base?.applications ?? [],
  });
}

/**
 * Checks a spec by itself, and that what it requires exists. Throws the same errors as `draftPlan`, which needs the claims:
 * called first, it reports errors of the spec before conflicts with other scopes.
 */
export function assertSpec(
  operation: Operation,
  scope: Scope,
  { snapshot, ports }: { snapshot: Snapshot; ports: Tools },
): void {
  const spec = requestedSpec(operation, scope);
  wantedComponents(spec, ports.catalogue);
  if (spec.layer !== 'application') return;
  assertUses(spec.spec, parentsOf(snapshot, ports));
  assertHost(spec.spec, snapshot.environmentSpec);
}

/** What there is to build on: without what is about to go, and with what is being made. */
function parentsOf(snapshot: Snapshot, ports: Tools) {
  const parentsInProgress = snapshot.builders.map((builder) => inProgress(builder, snapshot, ports));
  const scopeStates = [snapshot.application, snapshot.environment, snapshot.base]
    .filter((scopeState) => scopeState !== undefined)
    .map((scopeState) => withoutLeaving(scopeState, parentsInProgress));
  return { scopeStates, parentsInProgress };
}

/** A scope that is being provisioned, with the components that it is to have. */
function inProgress({ operationId, scope: path }: Builder, snapshot: Snapshot, ports: Tools): ParentInProgress {
  const wanted: ScopeSpec =
    path === 'base'
      ? { layer: 'base', spec: snapshot.baseSpec }
      : { layer: 'environment', spec: snapshot.environmentSpec };
  const components = wantedComponents(wanted, ports.catalogue).filter((component) =>
    isMade(component, wanted, snapshot),
  );
  return {
    operationId,
    scope: path,
    components: new Set(components.map(({ component }) => component.name)),
    substitutes: substitutes(components.map(({ component, values }) => ({ component, parameters: values }))),
  };
}

/** Nothing may be built on a stack that is about to go. */
function withoutLeaving(scopeState: ScopeState, parentsInProgress: readonly ParentInProgress[]): ScopeState {
  const context = parentsInProgress.find(({ scope }) => scope === scopeState.scope);
  if (!context) return scopeState;
  const staying = Object.entries(scopeState.stacks).filter(([component]) => context.components.has(component));
  return { ...scopeState, stacks: Object.fromEntries(staying) };
}

function wantedStacks(
  wanted: ScopeSpec,
  scope: Scope,
  { snapshot, ports }: { snapshot: Snapshot; ports: Tools },
): WantedStack[] {
  const placement = placementOf(scope, snapshot, ports.settings);
  const stacks = wantedComponents(wanted, ports.catalogue)
    .filter((component) => isMade(component, wanted, snapshot))
    .map((component) => ({ ...component, placement }));
  if (scope.layer === 'environment') return stacks.map((stack) => withCidr(stack, scope.environment, snapshot));
  return scope.layer === 'application' ? [...registryFor(scope.application, { snapshot, ports }), ...stacks] : stacks;
}

/** What the application's next release is made of. */
function releaseStacks(
  wanted: ScopeSpec,
  scope: Scope,
  { snapshot, ports }: { snapshot: Snapshot; ports: Tools },
): WantedStack[] {
  if (wanted.layer !== 'application' || scope.layer !== 'application') return [];
  const placement = nextReleasePlacement(scope, snapshot, ports.settings);
  return releaseComponents(wanted.spec, ports.catalogue).map((component) => ({ ...component, placement }));
}

/**
 * A registry without applications would be a stack without resources, which CloudFormation refuses. Where the base's spec
 * names none, the first application that is put makes it.
 */
function isMade({ component }: WantedComponent, wanted: ScopeSpec, { base }: Snapshot): boolean {
  if (wanted.layer !== 'base' || component.name !== 'registry') return true;
  return wanted.spec.applications.length > 0 || own(base?.stacks ?? {}, 'registry') !== undefined;
}

/**
 * The range that the environment claimed is its own for good, whether the spec names it or not. Sixteen subnets share
 * it, unless the spec says how large they are.
 */
function withCidr(stack: WantedStack, environment: string, snapshot: Snapshot): WantedStack {
  const claim = own(snapshot.base?.networks ?? {}, environment);
  const declares = (parameter: string) => stack.component.parameters.some(({ name }) => name === parameter);
  if (stack.component.name !== 'network' || !claim || !declares('Cidr')) return stack;
  const hostBits = 32 - Number(claim.cidr.split('/')[1]);
  const subnets = declares('SubnetBits') ? { SubnetBits: String(hostBits - 4) } : {};
  return { ...stack, values: { ...subnets, ...stack.values, Cidr: claim.cidr } };
}

/** The first time that an application of this name is put, the base's registry gets a repository for it. */
function registryFor(application: string, { snapshot, ports }: { snapshot: Snapshot; ports: Tools }): WantedStack[] {
  if (registeredApplications(snapshot.base).includes(application)) return [];
  const isBaseUnderWay = snapshot.builders.some(({ scope }) => scope === 'base');
  if (isBaseUnderWay && snapshot.baseSpec.applications.includes(application)) return [];
  const placement = placementOf({ layer: 'base' }, snapshot, ports.settings);
  const base: ScopeSpec = { layer: 'base', spec: snapshot.baseSpec };
  if (!ports.catalogue.component('registry')) return [];
  return wantedComponents(base, ports.catalogue)
    .filter(({ component }) => component.name === 'registry')
    .map((component) => ({ ...component, placement }));
}

function retirement(
  operation: Operation,
  scope: Scope,
  { snapshot, ports }: { snapshot: Snapshot; ports: Tools },
): readonly PlannedStack[] {
  const { ifMatch: _, ...asked } = operation.request;
  const request = parseBody(RetireRequest, asked);
  const scopeState = [snapshot.application, snapshot.environment, snapshot.base].find(
    (found) => found?.scope === operation.scope,
  );
  if (!scopeState) throw new PlinthError('NotFound', `${operation.scope} does not exist`);
  const name = operation.scope.split('/').at(-1);
  if (request.data === 'delete' && request.confirm !== name) {
    const message = `to delete data, repeat the scope's name: confirm=${name}`;
    throw new PlinthError('InvalidRequest', message, { fields: [{ pointer: '/confirm', message }] });
  }
  return planRetire({
    catalogue: ports.catalogue,
    placement: placementOf(scope, snapshot, ports.settings),
    scopeState,
    children: snapshot.children,
    protected: scope.layer === 'environment' && snapshot.environmentSpec.protected,
    data: request.data,
  });
}
