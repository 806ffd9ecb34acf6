import { assertNever } from '../assert-never.ts';
import type { Release, Slot } from '../entities.ts';
import { allReadable } from '../plan/all-readable.ts';
import type { Ports } from '../ports/index.ts';
import { otherSlot } from './choose-slot.ts';
import { recordedWeights, type ServingSnapshot } from './decide-serving.ts';
import { healthyTargets, ruleWeights, sameWeights, type TrafficPorts } from './move-traffic.ts';
import type { ReleaseContext } from './release-context.ts';
import { type ReleaseParents, workloadName } from './release-parents.ts';

export type ServingPorts = TrafficPorts & Pick<Ports, 'state' | 'settings'>;

/** Reads what sends work to which slot, and where that is not as recorded, which release answers in each slot. */
export async function observeServing(
  context: ReleaseContext,
  parents: ReleaseParents,
  ports: ServingPorts,
): Promise<ServingSnapshot> {
  const { live } = context.scopeState;
  const { target, trafficSource } = parents;
  switch (trafficSource.kind) {
    case 'rules': {
      const weights = await ruleWeights(target, trafficSource, ports);
      const recorded = recordedWeights(live);
      const isAsRecorded = weights.every((observed) => sameWeights(observed, recorded));
      return { live, weights, running: isAsRecorded ? {} : await observeRunning(context, parents, ports) };
    }
    case 'schedules': {
      const running = await observeRunning(context, parents, ports);
      const percent = (slot: Slot) => (running[slot] === undefined ? 0 : 100);
      return { live, weights: [{ one: percent('one'), two: percent('two') }], running };
    }
    case 'none':
      return { live, weights: [], running: {} };
    default:
      return assertNever(trafficSource);
  }
}

/** The release that answers in each slot: its target is healthy, or its schedule is enabled. */
async function observeRunning(
  context: ReleaseContext,
  parents: ReleaseParents,
  ports: ServingPorts,
): Promise<ServingSnapshot['running']> {
  const { live } = context.scopeState;
  const releases = await releasesInSlots(context, ports);
  const runs = async ({ number }: Release) => {
    const name = workloadName(context, { workload: parents.workload, number }, ports.settings);
    const observed = await ports.workloads.observe(parents, name);
    if (!observed) return false;
    return parents.trafficSource.kind === 'schedules' ? observed.scheduleState === 'ENABLED' : observed.running > 0;
  };
  const inSlot = async (slot: Slot) => {
    if ((await healthyTargets(parents, slot, ports)) === 0) return undefined;
    const candidates = releases.filter((release) => release.slot === slot);
    const states = await Promise.all(candidates.map(runs));
    const found = candidates.filter((_, index) => states[index]);
    return (found.find(({ number }) => number === live?.release) ?? found.find(wasLive) ?? found[0])?.number;
  };
  const first = live?.slot ?? 'one';
  const [own, other] = await Promise.all([inSlot(first), inSlot(otherSlot(first))]);
  return {
    ...(own !== undefined && { [first]: own }),
    ...(other !== undefined && { [otherSlot(first)]: other }),
  };
}

/** Newest first: those that are not known to be deleted. */
async function releasesInSlots(
  { operation, scopeState }: ReleaseContext,
  ports: Pick<Ports, 'state'>,
): Promise<readonly Release[]> {
  const items = allReadable(await ports.state.listReleases(operation.scope));
  return items.filter(({ number, removed }) => number === scopeState.live?.release || !removed);
}

function wasLive({ status }: Release): boolean {
  return status === 'live' || status === 'standby';
}
