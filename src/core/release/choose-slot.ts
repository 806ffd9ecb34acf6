import { assertNever } from '../assert-never.ts';
import type { Live, Slot, Weights } from '../entities.ts';
import type { Strategy } from './shift-schedule.ts';
import type { TrafficSource } from './traffic-source.ts';

export function otherSlot(slot: Slot): Slot {
  return slot === 'one' ? 'two' : 'one';
}

/**
 * The slot of a new release: the one without production traffic, or the live slot for strategies that replace in place. While
 * nothing is live, the listener rules send traffic to slot one until another release failed there, so the first release starts in
 * the slot that no rule gives `weights` to.
 */
export function chooseSlot(live: Live | undefined, strategy: Strategy, weights: readonly Weights[] = []): Slot {
  if (!live) return weights.some(({ two }) => two > 0) ? 'one' : 'two';
  return replacesInPlace(strategy) ? live.slot : otherSlot(live.slot);
}

export interface Placing {
  readonly live: Live | undefined;
  readonly strategy: Strategy;
  /** Of each production rule. */
  readonly weights: readonly Weights[];
  /** Whether a slot has to be changed for the release: its port, its health check, its attributes. */
  readonly differs: (slot: Slot) => boolean;
}

export interface ChosenPlace {
  readonly slot: Slot;
  readonly strategy: Strategy;
  /** The slot has to be changed before the release is placed in it. */
  readonly configures: boolean;
}

/**
 * The slot of a new release, and how it replaces the one before. A live slot is never changed: a release that would replace in
 * place and needs another port or health check goes into the other slot. Pure.
 */
export function choosePlace({ live, strategy, weights, differs }: Placing): ChosenPlace {
  const chosen = chooseSlot(live, strategy, weights);
  if (!live || chosen !== live.slot || !differs(chosen)) return { slot: chosen, strategy, configures: differs(chosen) };
  const slot = otherSlot(chosen);
  return { slot, strategy: strategy === 'rolling' ? 'blue-green' : strategy, configures: differs(slot) };
}

/**
 * The strategy that is possible for a source of traffic. Without rules there are no weights: a new release starts beside the
 * previous one, whose stack is then deleted, and a schedule is enabled in one step.
 */
export function usableStrategy(strategy: Strategy, { kind }: TrafficSource): Strategy {
  switch (kind) {
    case 'rules':
      return strategy;
    case 'schedules':
      return 'blue-green';
    case 'none':
      return strategy === 'recreate' ? 'recreate' : 'rolling';
    default:
      return assertNever(kind);
  }
}

/** Whether one slot is enough: the new release shares it with the previous one, or follows it there. */
export function replacesInPlace(strategy: Strategy): boolean {
  return strategy === 'rolling' || strategy === 'recreate';
}
