import { z } from 'zod';
import { assertNever } from '../assert-never.ts';
import type { Slot, Weights } from '../entities.ts';
import type { Ports } from '../ports/index.ts';
import type { ReleaseFacts } from './release-facts.ts';
import { slotWeights } from './shift-schedule.ts';

/** What sends work to a release, so what a shift moves. */
export const Traffic = z.discriminatedUnion('kind', [
  /** Requests, by rules of the load balancer. */
  z.object({
    kind: z.literal('rules'),
    groups: z.object({ one: z.string(), two: z.string() }),
    ruleArns: z.array(z.string()).min(1),
    /** The test listener's rule. */
    testRuleArn: z.string(),
    /** `http://<load balancer>:<test port>`, and the host that the route wants. */
    testUrl: z.string(),
    host: z.string().optional(),
  }),
  /** The hours of its schedule: one of the two slots' schedules is on. */
  z.object({ kind: z.literal('schedules'), group: z.string() }),
  /** Nothing: whatever runs finds its own work. */
  z.object({ kind: z.literal('none') }),
]);
export type Traffic = z.infer<typeof Traffic>;

export type TrafficPorts = Pick<Ports, 'traffic' | 'schedules'>;

type Way = Pick<ReleaseFacts, 'target' | 'traffic' | 'slot' | 'name' | 'before' | 'beforeName'>;

/** What each production rule really says, as slots; of schedules, which one is on. Empty where nothing is sent. */
export async function readWeights(facts: Way, ports: TrafficPorts): Promise<readonly Weights[]> {
  const { target, traffic } = facts;
  switch (traffic.kind) {
    case 'rules':
      return Promise.all(
        traffic.ruleArns.map(async (ruleArn) => {
          const byGroup = await ports.traffic.weights(target, ruleArn);
          return { one: byGroup[traffic.groups.one] ?? 0, two: byGroup[traffic.groups.two] ?? 0 };
        }),
      );
    case 'schedules': {
      const isOn = async (slot: Slot) => {
        const name = scheduleOf(slot, facts);
        return name !== undefined && (await ports.schedules.state(target, traffic.group, name)) === 'ENABLED';
      };
      return [{ one: (await isOn('one')) ? 100 : 0, two: (await isOn('two')) ? 100 : 0 }];
    }
    case 'none':
      return [];
    default:
      return assertNever(traffic);
  }
}

/** Provides each slot its share, of all production rules at once. A schedule goes off before the other goes on. */
export async function moveTraffic(facts: Way, weights: Weights, ports: TrafficPorts): Promise<void> {
  const { target, traffic } = facts;
  switch (traffic.kind) {
    case 'rules':
      return ports.traffic.shift(target, traffic.ruleArns, traffic.groups, weights);
    case 'schedules':
      return turnSchedules(traffic.group, { facts, weights }, ports);
    case 'none':
      return;
    default:
      return assertNever(traffic);
  }
}

/**
 * Sends testers to a slot. Before a shift that is the slot of the new release; after it, as the application's template
 * has it too, the slot that users do not get.
 */
export async function pointTesters(
  { target, traffic }: Pick<ReleaseFacts, 'target' | 'traffic'>,
  slot: Slot,
  ports: Pick<Ports, 'traffic'>,
): Promise<void> {
  if (traffic.kind !== 'rules') return;
  await ports.traffic.shift(target, [traffic.testRuleArn], traffic.groups, slotWeights(slot, 100));
}

/** Whether the slot of what was live before could take everything back. */
export async function canGoBack({ target, traffic, before }: Way, ports: Pick<Ports, 'traffic'>): Promise<boolean> {
  if (!before || traffic.kind !== 'rules') return true;
  return (await ports.traffic.health(target, traffic.groups[before.slot])).healthy > 0;
}

export function sameWeights(one: Weights, other: Weights): boolean {
  return one.one === other.one && one.two === other.two;
}

interface Turning {
  readonly facts: Way;
  readonly weights: Weights;
}

async function turnSchedules(
  group: string,
  { facts, weights }: Turning,
  ports: Pick<Ports, 'schedules'>,
): Promise<void> {
  const offFirst = (['one', 'two'] as const).toSorted((slot, other) => weights[slot] - weights[other]);
  for (const slot of offFirst) {
    const name = scheduleOf(slot, facts);
    if (name === undefined) continue;
    const wanted = weights[slot] === 100 ? 'ENABLED' : 'DISABLED';
    // A schedule that is gone is off.
    const state = (await ports.schedules.state(facts.target, group, name)) ?? 'DISABLED';
    if (state !== wanted) await ports.schedules.turn(facts.target, { group, name }, wanted);
  }
}

/** The schedule in a slot: of this release, or of the one that was live before. */
function scheduleOf(slot: Slot, { slot: ownSlot, name, before, beforeName }: Way): string | undefined {
  if (slot === ownSlot) return name;
  return before?.slot === slot ? beforeName : undefined;
}
