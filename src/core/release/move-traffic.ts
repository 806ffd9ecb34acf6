import { assertNever } from '../assert-never.ts';
import type { Slot, Weights } from '../entities.ts';
import type { Ports } from '../ports/index.ts';
import type { ResolvedRelease } from './resolved-release.ts';
import { slotWeights } from './shift-schedule.ts';
import type { TrafficSource } from './traffic-source.ts';

export type TrafficPorts = Pick<Ports, 'loadBalancing' | 'workloads'>;

export type Route = Pick<ResolvedRelease, 'target' | 'trafficSource' | 'slot' | 'name' | 'before' | 'beforeName'>;

/** Gives each slot its share, on all production rules at once. One schedule is disabled before the other is enabled. */
export async function moveTraffic(route: Route, weights: Weights, ports: TrafficPorts): Promise<void> {
  const { target, trafficSource } = route;
  switch (trafficSource.kind) {
    case 'rules':
      return ports.loadBalancing.shift(target, trafficSource.ruleArns, trafficSource.groups, weights);
    case 'schedules':
      return setSchedules(trafficSource.group, { route, weights }, ports);
    case 'none':
      return;
    default:
      return assertNever(trafficSource);
  }
}

/** The weights of each production rule by slot; of schedules, which one is enabled. Empty where nothing sends work. */
export async function observeWeights(route: Route, ports: TrafficPorts): Promise<readonly Weights[]> {
  const { target, trafficSource } = route;
  switch (trafficSource.kind) {
    case 'rules':
      return ruleWeights(target, trafficSource, ports);
    case 'schedules': {
      const percent = async (slot: Slot) => {
        const name = scheduleIn(slot, route);
        const state = name === undefined ? undefined : await scheduleState(route, trafficSource.group, name, ports);
        return state === 'ENABLED' ? 100 : 0;
      };
      return [{ one: await percent('one'), two: await percent('two') }];
    }
    case 'none':
      return [];
    default:
      return assertNever(trafficSource);
  }
}

type Rules = Extract<TrafficSource, { readonly kind: 'rules' }>;

/** The weights of each production rule by slot. */
export async function ruleWeights(
  target: ResolvedRelease['target'],
  { ruleArns, groups }: Pick<Rules, 'groups'> & { readonly ruleArns: readonly string[] },
  ports: Pick<Ports, 'loadBalancing'>,
): Promise<readonly Weights[]> {
  return Promise.all(
    ruleArns.map(async (ruleArn) => {
      const byGroup = await ports.loadBalancing.weights(target, ruleArn);
      return { one: byGroup[groups.one] ?? 0, two: byGroup[groups.two] ?? 0 };
    }),
  );
}

/**
 * Sends the test listener's requests to a slot. Before a shift that is the slot of the new release; after it, as the
 * application's template has it too, the slot without production traffic.
 */
export async function pointTestListener(
  { target, trafficSource }: Pick<ResolvedRelease, 'target' | 'trafficSource'>,
  slot: Slot,
  ports: Pick<Ports, 'loadBalancing'>,
): Promise<void> {
  if (trafficSource.kind !== 'rules') return;
  await ports.loadBalancing.shift(target, [trafficSource.testRuleArn], trafficSource.groups, slotWeights(slot, 100));
}

/** Healthy targets of a slot; undefined where no rule sends requests. */
export async function healthyTargets(
  { target, trafficSource }: Pick<ResolvedRelease, 'target' | 'trafficSource'>,
  slot: Slot,
  ports: Pick<Ports, 'loadBalancing'>,
): Promise<number | undefined> {
  if (trafficSource.kind !== 'rules') return undefined;
  return (await ports.loadBalancing.health(target, trafficSource.groups[slot])).healthy;
}

export function sameWeights(one: Weights, other: Weights): boolean {
  return one.one === other.one && one.two === other.two;
}

interface ScheduleChange {
  readonly route: Route;
  readonly weights: Weights;
}

async function setSchedules(group: string, { route, weights }: ScheduleChange, ports: TrafficPorts): Promise<void> {
  const disabledFirst = (['one', 'two'] as const).toSorted((slot, other) => weights[slot] - weights[other]);
  for (const slot of disabledFirst) {
    const name = scheduleIn(slot, route);
    if (name === undefined) continue;
    const wanted = weights[slot] === 100 ? 'ENABLED' : 'DISABLED';
    // A schedule that does not exist starts nothing.
    const state = (await scheduleState(route, group, name, ports)) ?? 'DISABLED';
    if (state !== wanted) await ports.workloads.setScheduleState(route.target, { group, name }, wanted);
  }
}

async function scheduleState({ target }: Route, group: string, name: string, ports: TrafficPorts) {
  const observed = await ports.workloads.observe({ target, workload: { kind: 'schedule', group } }, name);
  return observed?.scheduleState;
}

/** The schedule in a slot: of this release, or of the one that was live before. */
function scheduleIn(slot: Slot, { slot: ownSlot, name, before, beforeName }: Route): string | undefined {
  if (slot === ownSlot) return name;
  return before?.slot === slot ? beforeName : undefined;
}
