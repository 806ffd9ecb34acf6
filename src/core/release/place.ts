import { assertNotSuperseded } from '../operation/assert-not-superseded.ts';
import { updateHeldState } from '../operation/operation-lock.ts';
import { readOpenOperation } from '../operation/operation-state.ts';
import { endStep, startStep } from '../operation/operation-steps.ts';
import { containerEnvironment } from '../plan/container-environment.ts';
import { writePlan } from '../plan/plan-documents.ts';
import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from '../stack/assert-still-holds.ts';
import type { ContainerEnvironment } from '../stack/with-container-environment.ts';
import { timestamp } from '../time.ts';
import { assertSlotUnused } from './assert-emptiable.ts';
import { recordSlot } from './configure-slot.ts';
import { pointTestListener, type TrafficPorts } from './move-traffic.ts';
import { deletionKey, planRelease } from './plan-release.ts';
import { readContext, withSpec } from './release-context.ts';
import { stepDescription } from './release-steps.ts';
import { ReleaseTaskInput, type ResolvedRelease, readResolved, releaseScope } from './resolved-release.ts';
import { retireOccupants } from './retire-occupants.ts';

export const PlaceInput = ReleaseTaskInput;

type PlacePorts = TrafficPorts & Pick<Ports, 'state' | 'settings' | 'catalogue' | 'workflows' | 'time' | 'ids'>;

/**
 * Starts an execution of change-stack for the release's stack and for each stack to delete from its slot, without waiting for
 * them. Their names come from the operation, so that a second run starts no others. Errors: ParentNotReady, Fenced,
 * TrafficServed for a slot that users reach, Superseded.
 */
export async function place({ operationId }: ReleaseTaskInput, ports: PlacePorts): Promise<void> {
  const operation = await readOpenOperation(operationId, ports);
  assertNotSuperseded(operation);
  const resolved = await recordSlot(operation, await readResolved(operationId, ports), ports);
  const context = withSpec(await readContext(operation, ports), resolved.spec);
  await startStep(operationId, { name: 'place', description: stepDescription('place') }, ports);
  const plan = await planRelease(context, resolved, ports);
  const container: ContainerEnvironment = containerEnvironment(context.spec, ports.catalogue, context.scopeStates);
  await ports.state.putDocument(operationId, 'container', container);
  await writePlan(plan, ports);
  await assertStillHolds(operationId, ports);
  await assertSlotUnused(resolved, ports);
  await retireOccupants(resolved, ports);
  await pointTestListener(resolved, resolved.slot, ports);
  const { component, occupants } = resolved;
  const first = [component, ...occupants.map(({ number }) => deletionKey(component, number))];
  const starting = plan.stacks.filter(({ stackKey }) => first.includes(stackKey));
  await Promise.all(
    starting.map(({ stackKey, scope }) =>
      ports.workflows.start('change-stack', `${operationId}-${stackKey}`, { operationId, scope, stackKey }),
    ),
  );
  const now = timestamp(ports.time);
  await updateHeldState(
    operation,
    {
      scope: releaseScope(resolved),
      decide: (scopeState) => ({ ...scopeState, lastOperation: operationId, updatedAt: now }),
    },
    ports,
  );
  await endStep(operationId, 'place', {
    status: 'succeeded',
    detail: `release ${resolved.number} in slot ${resolved.slot}${besideLive(resolved)}`,
    ports,
  });
}

/** Why a release that was to replace the one before in its slot is in the other one. */
function besideLive({ spec, strategy, slot, before, trafficSource }: ResolvedRelease): string {
  const asked = spec?.release.strategy ?? strategy;
  const isMoved = trafficSource.kind === 'rules' && (asked === 'rolling' || asked === 'recreate');
  if (!isMoved || !before || before.slot === slot) return '';
  return `, not in that of release ${before.release}: another port or health check never reaches a live slot`;
}
