import type { Plan } from '../plan/plan.ts';
import type { Ports } from '../ports/index.ts';
import { deletionOf } from './plan-release.ts';
import type { ReleaseContext } from './release-context.ts';
import { type ReleaseFacts, serviceName } from './release-facts.ts';
import { trafficFacts } from './traffic-facts.ts';

/** The standby release whose stack goes, with the plan that deletes it. Undefined: there is none. */
export async function resolveRetirement(
  context: ReleaseContext,
  ports: Pick<Ports, 'state' | 'settings'>,
): Promise<ReleaseFacts | undefined> {
  const { operation, head, scope } = context;
  const { items } = await ports.state.listReleases(operation.scope);
  const release = items.find(({ status, number }) => status === 'standby' && number !== head.live?.release);
  if (!release) return undefined;
  const plan: Plan = {
    operationId: operation.id,
    scope: operation.scope,
    wish: 'absent',
    planOnly: false,
    stacks: [await deletionOf(context, { key: 'task', number: release.number }, ports)],
  };
  if (!operation.planOnly) await ports.state.putDocument(operation.id, 'plan', plan);
  return {
    ...trafficFacts(context),
    application: operation.scope,
    number: release.number,
    image: release.image,
    imageUri: release.imageUri,
    digest: release.digest,
    slot: release.slot,
    entry: 'retire',
    ...(head.live && { before: head.live }),
    occupants: [],
    schedule: [],
    bakeSeconds: 0,
    smoke: [],
    approval: false,
    alarms: [],
    service: serviceName(scope.application, release.number),
  };
}
