import { PlinthError } from '../errors.ts';
import { own } from '../own.ts';
import type { WantedStack } from '../plan/placement.ts';
import { nextReleasePlacement, placementOf } from '../plan/placement-of.ts';
import type { Plan, PlannedStack } from '../plan/plan.ts';
import { planProvision } from '../plan/plan-provision.ts';
import { planRetire } from '../plan/plan-retire.ts';
import type { Snapshot } from '../plan/snapshot.ts';
import type { Ports } from '../ports/index.ts';
import { mainComponent, releaseComponents } from '../spec/wanted-components.ts';
import { assertAttachedStay } from './assert-attached-stay.ts';
import { assertDomain } from './assert-domain.ts';
import { assertPlacement } from './assert-placement.ts';
import { assertRemovable } from './assert-removable.ts';
import { assertType } from './assert-type.ts';
import { assertUses } from './assert-uses.ts';
import { type ConvergeContext, ownState, type ProvisionContext, provisions } from './converge-context.ts';
import { withKeptBindings } from './kept-bindings.ts';
import { parentsOf } from './parents-of.ts';
import { isRepository, plannedRepositories, repositoryFor } from './repositories.ts';
import { withSwappedRoute } from './swap-route.ts';

type PlanningPorts = Pick<Ports, 'catalogue' | 'settings'>;

/** The plan of an operation whose claims are taken. Throws whatever makes the operation impossible. Pure. */
export function draftPlan(context: ConvergeContext, ports: PlanningPorts): Plan {
  const { id: operationId, scope, planOnly } = context.operation;
  const common = { operationId, scope, planOnly };
  return provisions(context)
    ? { ...common, wish: 'present', stacks: [...provision(context, ports)] }
    : { ...common, wish: 'absent', stacks: [...retirement(context, ports)] };
}

function provision(context: ProvisionContext, ports: PlanningPorts): readonly PlannedStack[] {
  const { operation, scope, snapshot, request } = context;
  const { catalogue, settings } = ports;
  const { spec, allow } = request;
  const { scopeStates, parentsInProgress } = parentsOf(snapshot, catalogue);
  const scopeState = scopeStates.find((state) => state.scope === operation.scope);
  const wanted = wantedStacks(context, ports);
  if (spec.layer === 'environment') {
    assertPlacement(snapshot, settings);
    assertDomain(snapshot, catalogue);
  }
  const change = { scopeState, wanted, allow, catalogue };
  if (spec.layer !== 'application') assertRemovable(context, change);
  if (spec.layer === 'application') {
    assertAttachedStay(snapshot, change);
    assertType(spec.spec, scopeState);
    assertUses(spec.spec, { scopeStates, parentsInProgress });
  }
  const stacks = planProvision({
    operationId: operation.id,
    installation: settings.installation,
    catalogue,
    wanted,
    planOnly: operation.planOnly,
    later: releaseStacks(context, ports),
    placement: placementOf(scope, snapshot, settings),
    scopeState,
    scopeStates: [...(context.restored ? [context.restored.scopeState] : []), ...scopeStates],
    parentsInProgress,
    allow,
  });
  if (spec.layer !== 'application' || operation.planOnly || !scopeState?.live) return stacks;
  return withSwappedRoute(stacks, own(scopeState.stacks, mainComponent(spec.spec.type)));
}

function wantedStacks(context: ProvisionContext, ports: PlanningPorts): WantedStack[] {
  const { scope, snapshot, request } = context;
  const placement = placementOf(scope, snapshot, ports.settings);
  const stacks = request.wanted.map((component) => ({ ...component, placement }));
  switch (scope.layer) {
    case 'base':
      return stacks.flatMap((stack) => (isRepository(stack) ? plannedRepositories(stack, snapshot, ports) : [stack]));
    case 'environment':
      return stacks.map((stack) => withCidr(stack, snapshot));
    case 'application':
      return [
        ...repositoryFor(scope.application, snapshot, ports),
        ...withKeptBindings(stacks, snapshot, ports.catalogue),
        ...restoredStacks(context, ports),
      ];
  }
}

/** The stacks of the live release, when they have to be made again: with its own digest and spec. */
function restoredStacks({ scope, snapshot, restored }: ProvisionContext, ports: PlanningPorts): WantedStack[] {
  if (!restored || scope.layer !== 'application') return [];
  const { release, spec } = restored;
  const placement = placementOf({ ...scope, layer: 'release', release: release.number }, snapshot, ports.settings);
  const own = { Image: { value: release.imageUri }, Slot: { value: release.slot } };
  const platform = { ...placement.platform, ...own };
  return releaseComponents(spec, ports.catalogue).map((component) => ({
    ...component,
    placement: { ...placement, platform },
  }));
}

/** What the application's next release is made of. */
function releaseStacks({ scope, snapshot, request }: ProvisionContext, ports: PlanningPorts): WantedStack[] {
  if (request.spec.layer !== 'application' || scope.layer !== 'application') return [];
  const placement = nextReleasePlacement(scope, snapshot, ports.settings);
  return releaseComponents(request.spec.spec, ports.catalogue).map((component) => ({ ...component, placement }));
}

/**
 * The range that the environment claimed is its own for good, whether the spec names it or not. Sixteen subnets share
 * it, unless the spec says how large they are.
 */
function withCidr(stack: WantedStack, { taken: { cidr } }: Snapshot): WantedStack {
  const declares = (parameter: string) => stack.component.parameters.some(({ name }) => name === parameter);
  if (stack.component.name !== 'network' || cidr === undefined || !declares('Cidr')) return stack;
  const hostBits = 32 - Number(cidr.split('/')[1]);
  const subnets = declares('SubnetBits') ? { SubnetBits: String(hostBits - 4) } : {};
  return { ...stack, values: { ...subnets, ...stack.values, Cidr: cidr } };
}

function retirement(context: ConvergeContext, ports: PlanningPorts): readonly PlannedStack[] {
  const { operation, scope, snapshot, request } = context;
  if (provisions(context) || request.kind !== 'retire') return [];
  const scopeState = ownState(context);
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
    repositories: snapshot.repositories,
    protected: scope.layer === 'environment' && snapshot.environmentSpec.protected,
    data: request.data,
  });
}
