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
