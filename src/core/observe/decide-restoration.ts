import type { Live, Slot, Weights } from '../entities.ts';

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
  const isSame = weights.every(({ one, two }) => one === live.weights.one && two === live.weights.two);
  if (isSame) return { kind: 'as-recorded' };
  const otherSlot = live.slot === 'one' ? 'two' : 'one';
  const serves = weights.some((rule) => rule[otherSlot] > 0) && healthy[otherSlot] > 0;
  if (healthy[live.slot] === 0 && serves && other !== undefined)
    return { kind: 'adopt', release: other, slot: otherSlot };
  return { kind: 'restore', weights: live.weights };
}
