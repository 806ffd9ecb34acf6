import type { Placement } from '../plan/placement.ts';
import { placementOf } from '../plan/placement-of.ts';
import type { Plan, PlannedStack } from '../plan/plan.ts';
import { planProvision } from '../plan/plan-provision.ts';
import type { Ports, Settings } from '../ports/index.ts';
import { stackName } from '../scope.ts';
import { releaseComponents } from '../spec/wanted-components.ts';
import type { ReleaseContext } from './release-context.ts';
import type { ResolvedRelease } from './resolved-release.ts';

type PlanPorts = Pick<Ports, 'state' | 'settings' | 'catalogue'>;

/** Plans the release's stack and the deletion of the others in its slot. Errors: ParentNotReady, MissingParameter. */
export async function planRelease(context: ReleaseContext, resolved: ResolvedRelease, ports: PlanPorts): Promise<Plan> {
  const { operation } = context;
  const placed = releaseStacks(context, releasePlacement(context, resolved, ports.settings), ports);
  const { component } = resolved;
  const deletions = await Promise.all(
    releasesToDelete(resolved).map((number) =>
      deletionOf(context, { stackKey: deletionKey(component, number), component, number }, ports),
    ),
  );
  const stacks = [...placed, ...deletions];
  return { operationId: operation.id, scope: operation.scope, wish: 'present', planOnly: false, stacks };
}

/** The stacks of a release at this placement. Errors: ParentNotReady, MissingParameter, InvalidParameter. Pure. */
export function releaseStacks(
  { operation, spec, scopeStates }: ReleaseContext,
  placement: Placement,
  { catalogue, settings }: Pick<Ports, 'catalogue' | 'settings'>,
): readonly PlannedStack[] {
  return planProvision({
    operationId: operation.id,
    installation: settings.installation,
    catalogue,
    wanted: releaseComponents(spec, catalogue).map((wanted) => ({ ...wanted, placement })),
    placement,
    scopeState: undefined,
    scopeStates,
    allow: [],
  });
}

/** The key in a plan of the deletion of another release's stack. */
export function deletionKey(component: string, number: number): string {
  return `${component}-${number}`;
}

/** A release whose slot is shared is deleted last, when the new one has replaced it. */
function releasesToDelete({ occupants, before, sharesSlotWith }: ResolvedRelease): readonly number[] {
  const first = occupants.map(({ number }) => number);
  return sharesSlotWith !== undefined && before ? [...first, before.release] : first;
}

/** Adds image and slot to the platform's parameters. */
export function releasePlacement(
  context: ReleaseContext,
  release: Pick<ResolvedRelease, 'number' | 'imageUri' | 'slot'>,
  settings: Settings,
): Placement {
  const placement = placementOf(
    { ...context.scope, layer: 'release', release: release.number },
    context.snapshot,
    settings,
  );
  const own = { Image: { value: release.imageUri }, Slot: { value: release.slot } };
  return { ...placement, platform: { ...placement.platform, ...own } };
}

interface StackToDelete {
  readonly stackKey: string;
  readonly component: string;
  readonly number: number;
}

/** The deletion of a release's stack, whether or not its creation was recorded. */
export async function deletionOf(
  { operation, scope, target }: ReleaseContext,
  { stackKey, component, number }: StackToDelete,
  ports: Pick<Ports, 'state' | 'settings'>,
): Promise<PlannedStack> {
  const path = `${operation.scope}/releases/${number}`;
  const record = (await ports.state.readScopeState(path))?.stacks[component];
  return {
    stackKey,
    component,
    scope: path,
    target,
    stackName: stackName(ports.settings.installation, { ...scope, layer: 'release', release: number }, component),
    ...(record && { stackId: record.stackId }),
    action: 'delete',
    parameters: {},
    requires: [],
    data: false,
    allowed: false,
    templateHash: record?.templateHash ?? '',
    tags: record?.tags ?? {},
    description: `Release ${number}`,
  };
}
