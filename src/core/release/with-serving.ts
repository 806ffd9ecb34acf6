import { assertNever } from '../assert-never.ts';
import type { Live, Slot, Weights } from '../entities.ts';
import { say } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from '../stack/assert-still-holds.ts';
import { timestamp } from '../time.ts';
import { adoptLive } from './adopt-live.ts';
import { otherSlot } from './choose-slot.ts';
import { decideServing, type ServingDecision, type ServingSnapshot } from './decide-serving.ts';
import { moveTraffic, type Route } from './move-traffic.ts';
import { observeServing, type ServingPorts } from './observe-serving.ts';
import type { ReleaseContext } from './release-context.ts';
import { type ReleaseParents, releaseParents, workloadName } from './release-parents.ts';

/**
 * Reads which release really serves and answers the context with that one as live. Where the record differs, what serves is
 * recorded; where rules were changed outside Plinth to a slot in which no release answers, traffic goes back to the recorded release. A
 * plan writes nothing. Errors: Fenced.
 */
export async function withServing(
  context: ReleaseContext,
  ports: ServingPorts & Pick<Ports, 'time' | 'ids'>,
): Promise<ReleaseContext> {
  const parents = releaseParents(context, ports.settings);
  const observed = await observeServing(context, parents, ports);
  const decision = decideServing(observed);
  switch (decision.kind) {
    case 'as-recorded':
      return { ...context, weights: observed.weights };
    case 'restore':
      await setWeights(context, { parents, observed, weights: decision.weights }, ports);
      await warn(context, restoreWarning(observed, decision.weights), ports);
      return { ...context, weights: [decision.weights] };
    case 'adopt':
      return adopt(context, { parents, observed, decision }, ports);
    default:
      return assertNever(decision);
  }
}

interface Adopted {
  readonly parents: ReleaseParents;
  readonly observed: ServingSnapshot;
  readonly decision: Extract<ServingDecision, { readonly kind: 'adopt' }>;
}

async function adopt(
  context: ReleaseContext,
  { parents, observed, decision }: Adopted,
  ports: ServingPorts & Pick<Ports, 'time' | 'ids'>,
): Promise<ReleaseContext> {
  const { release, slot, weights } = decision;
  const { operation, scopeState } = context;
  const recorded = scopeState.live;
  const live: Live = {
    slot,
    release,
    weights,
    ...(recorded && { previousRelease: recorded.release }),
    since: timestamp(ports.time),
  };
  const adopted = { ...context, scopeState: { ...scopeState, live }, weights: [weights] };
  if (operation.planOnly) return adopted;
  await setWeights(context, { parents, observed, weights }, ports);
  await adoptLive(operation, live, ports);
  const other = recorded ? `although release ${recorded.release} was recorded as live` : 'although none was live';
  const message = `production traffic goes to release ${release} in slot ${slot}, ${other}: it was changed outside Plinth; release ${release} is recorded as live now`;
  await warn(context, message, ports);
  return adopted;
}

interface SetWeights {
  readonly parents: ReleaseParents;
  readonly observed: ServingSnapshot;
  readonly weights: Weights;
}

async function setWeights(
  context: ReleaseContext,
  { parents, observed, weights }: SetWeights,
  ports: ServingPorts,
): Promise<void> {
  if (context.operation.planOnly) return;
  await assertStillHolds(context.operation.id, ports);
  await moveTraffic(routeOf(context, { parents, observed }, ports), weights, ports);
}

/** All rules, or the schedule of each slot. */
function routeOf(
  context: ReleaseContext,
  { parents, observed: { live, running } }: Pick<SetWeights, 'parents' | 'observed'>,
  { settings }: Pick<ServingPorts, 'settings'>,
): Route {
  const slot: Slot = live ? otherSlot(live.slot) : 'one';
  const number = running[slot] ?? 0;
  return { ...parents, slot, name: workloadName(context, { workload: parents.workload, number }, settings) };
}

function restoreWarning({ live, weights }: ServingSnapshot, to: Weights): string {
  const words = weights.map(({ one, two }) => `${one}/${two}`).join(' and ');
  const back = live ? `release ${live.release} in slot ${live.slot}` : 'slot one';
  return `the production rules had weights ${words} instead of ${to.one}/${to.two}: they were changed outside Plinth; traffic was moved to ${back}`;
}

async function warn(
  { operation }: ReleaseContext,
  message: string,
  ports: Pick<Ports, 'state' | 'time' | 'ids'>,
): Promise<void> {
  if (operation.planOnly) return;
  await say(operation.id, { level: 'warning', message }, ports);
}
