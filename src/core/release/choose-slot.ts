import { assertNever } from '../assert-never.ts';
import type { Live, Slot } from '../entities.ts';
import type { Strategy } from './shift-schedule.ts';
import type { TrafficSource } from './traffic-source.ts';

/** The other slot than this one. */
export function otherSlot(slot: Slot): Slot {
  return slot === 'one' ? 'two' : 'one';
}

/**
 * Where a new release goes: the slot that users are not sent to, and the live slot itself for strategies that replace in
 * place. While nothing is live, the service's rules send users to slot one, so the first release is tried in slot two.
 */
export function chooseSlot(live: Live | undefined, strategy: Strategy): Slot {
  if (!live) return 'two';
  return replacesInPlace(strategy) ? live.slot : otherSlot(live.slot);
}

/**
 * The strategy as far as it can be carried out: without traffic there are no weights to go through, so the new release
 * starts beside the old one, which then leaves; schedules are turned at once.
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

/** One slot is enough: the new release joins the old one there, or follows it. */
export function replacesInPlace(strategy: Strategy): boolean {
  return strategy === 'rolling' || strategy === 'recreate';
}
