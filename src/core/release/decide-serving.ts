import type { Live, Slot, Weights } from '../entities.ts';
import { otherSlot } from './choose-slot.ts';
import { sameWeights } from './move-traffic.ts';
import { slotWeights } from './shift-schedule.ts';

/** What was read from AWS of an application's production traffic, beside what is recorded. */
export interface ServingSnapshot {
  readonly live: Live | undefined;
  /** Of each production rule; of schedules, one entry with 100 for each slot whose schedule is enabled. Empty: nothing sends work. */
  readonly weights: readonly Weights[];
  /** Number of the release that can answer in each slot; a slot without one is empty. */
  readonly running: Readonly<Partial<Record<Slot, number>>>;
}

export type ServingDecision =
  | { readonly kind: 'as-recorded' }
  /** The rules were changed outside Plinth, and another release serves: it is the live one. */
  | { readonly kind: 'adopt'; readonly release: number; readonly slot: Slot; readonly weights: Weights }
  /** The rules were changed outside Plinth, and the recorded release can take the traffic back: no other release answers alone. */
  | { readonly kind: 'restore'; readonly weights: Weights };

/** The weights that the rules have when they were never changed outside Plinth. Before the first release slot one has them. */
export function recordedWeights(live: Live | undefined): Weights {
  return live?.weights ?? slotWeights('one', 100);
}

/** Which release really serves. Decisions that empty a slot are made from this, not from the record. */
export function decideServing({ live, weights, running }: ServingSnapshot): ServingDecision {
  const recorded = recordedWeights(live);
  const isServed = (slot: Slot) => weights.some((observed) => observed[slot] > 0);
  if (!(isServed('one') || isServed('two')) || weights.every((observed) => sameWeights(observed, recorded))) {
    return { kind: 'as-recorded' };
  }
  const answers = (slot: Slot) => isServed(slot) && running[slot] !== undefined;
  const slots: readonly Slot[] = live ? [live.slot, otherSlot(live.slot)] : ['one', 'two'];
  const slot = slots.find(answers);
  const release = slot && running[slot];
  if (slot && release !== undefined && slot !== live?.slot) {
    return { kind: 'adopt', release, slot, weights: slotWeights(slot, 100) };
  }
  // Nothing is live and nothing answers: the first release is placed in the slot without traffic.
  if (!live && weights.every((observed) => sameWeights(observed, slotWeights('two', 100)))) {
    return { kind: 'as-recorded' };
  }
  return { kind: 'restore', weights: recorded };
}
