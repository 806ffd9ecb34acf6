import { assertNever } from '../assert-never.ts';
import type { Slot, Weights } from '../entities.ts';
import type { ObservedWorkload } from '../ports/index.ts';
import type { TrafficSource } from './traffic-source.ts';

/** What was read right before a release's stack is deleted. */
export interface EmptyingSnapshot {
  readonly number: number;
  readonly slot: Slot;
  readonly sends: TrafficSource['kind'];
  /** Number of the release that is recorded as live. */
  readonly live: number | undefined;
  /** The operation replaces the release by `recreate`: its plan states the gap. */
  readonly gapIsStated: boolean;
  /** Of each production rule. */
  readonly weights: readonly Weights[];
  /** What runs of the release. */
  readonly own: Pick<ObservedWorkload, 'running' | 'scheduleState'> | undefined;
  /** Tasks or instances of other releases that would go on serving in its place. */
  readonly othersRunning: number;
}

/**
 * Why the stack of a release must stay; undefined: it may be deleted. Nothing empties a slot that a production rule gives weight to,
 * or whose tasks serve a queue or a schedule, except the gap that the plan of `recreate` states.
 */
export function servesStill(snapshot: EmptyingSnapshot): string | undefined {
  const { number, slot, gapIsStated, own, othersRunning } = snapshot;
  if (!own || gapIsStated || othersRunning > 0) return undefined;
  const why = whatItServes(snapshot);
  return why && `release ${number} stays in slot ${slot}: ${why}`;
}

function whatItServes({ sends, slot, weights, own, number, live }: EmptyingSnapshot): string | undefined {
  switch (sends) {
    case 'rules': {
      const share = Math.max(0, ...weights.map((observed) => observed[slot]));
      return share > 0 ? `a production rule sends ${share} % of the traffic to it` : undefined;
    }
    case 'schedules':
      return own?.scheduleState === 'ENABLED' ? 'its schedule is enabled' : undefined;
    case 'none':
      return number === live ? 'it is the live release, and no other one does its work' : undefined;
    default:
      return assertNever(sends);
  }
}
