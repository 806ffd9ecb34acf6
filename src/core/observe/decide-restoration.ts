import type { Live, Slot, Weights } from '../entities.ts';
import { otherSlot } from '../release/choose-slot.ts';
import { sameWeights } from '../release/move-traffic.ts';

/** What was read of an application's production traffic after a repair. */
export interface RestorationSnapshot {
  readonly live: Live;
  /** Of each production rule. */
  readonly weights: readonly Weights[];
  /** Healthy targets by slot. */
  readonly healthy: Readonly<Record<Slot, number>>;
  /** Number of the release that was live before, where it is in the other slot. */
  readonly other: number | undefined;
}

export type Restoration =
  | { readonly kind: 'as-recorded' }
  /** The rules get the recorded weights again. */
  | { readonly kind: 'restore'; readonly weights: Weights }
  /** The recorded slot has nothing healthy, and the other one serves: it becomes the live one. */
  | { readonly kind: 'adopt'; readonly release: number; readonly slot: Slot };

/** Traffic goes to what is recorded, and where nothing is healthy there, stays with what serves and is recorded. Pure. */
export function decideRestoration({ live, weights, healthy, other }: RestorationSnapshot): Restoration {
  if (isAsRecorded(live, weights)) return { kind: 'as-recorded' };
  const slot = otherSlot(live.slot);
  const serves = weights.some((rule) => rule[slot] > 0) && healthy[slot] > 0;
  if (healthy[live.slot] === 0 && serves && other !== undefined) return { kind: 'adopt', release: other, slot };
  return { kind: 'restore', weights: live.weights };
}

/** Whether every production rule has the recorded weights. */
export function isAsRecorded(live: Live, weights: readonly Weights[]): boolean {
  return weights.every((observed) => sameWeights(observed, live.weights));
}
