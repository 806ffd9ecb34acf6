import type { Operation, Weights } from '../entities.ts';
import { otherSlot } from './choose-slot.ts';
import { sameWeights } from './move-traffic.ts';
import type { ResolvedRelease } from './resolved-release.ts';
import { slotWeights } from './shift-schedule.ts';

/** What was read at the start of Task state "Shift back". */
export interface ShiftBackSnapshot {
  readonly status: Operation['status'];
  /** Number of the release that is recorded as live. */
  readonly live: number | undefined;
}

/** Whether the weights of the rules are this operation's to restore. */
export function ownsTraffic(
  { number, before, entry }: Pick<ResolvedRelease, 'number' | 'before' | 'entry'>,
  { status, live }: ShiftBackSnapshot,
): boolean {
  // It gave its lock back before it moved any traffic.
  if (entry === 'retire' || status === 'waiting') return false;
  // Otherwise another operation put another release live since, and traffic belongs there.
  return live === before?.release || live === number;
}

/** The weights before the operation. Nothing was live before a first release: the slot without it, which is empty, gets the traffic. */
export function weightsBefore({ before, slot }: Pick<ResolvedRelease, 'before' | 'slot'>): Weights {
  return before?.weights ?? slotWeights(otherSlot(slot), 100);
}

/** The weights to set again; undefined when all rules have them already. */
export function weightsToRestore(
  resolved: Pick<ResolvedRelease, 'before' | 'slot'>,
  observed: readonly Weights[],
): Weights | undefined {
  const wanted = weightsBefore(resolved);
  const isSo = (weights: Weights) => (resolved.before ? sameWeights(weights, wanted) : weights[resolved.slot] === 0);
  return observed.every(isSo) ? undefined : wanted;
}

/** Healthy targets of the release that was live before, and of the one that failed. */
export interface Healthy {
  readonly before: number;
  readonly own: number;
}

/** Whether traffic goes back: not from a release that answers to one that does not. */
export function canShiftBack({ before }: Pick<ResolvedRelease, 'before'>, healthy: Healthy): boolean {
  return !before || healthy.before > 0 || healthy.own === 0;
}

export type LiveDecision =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'restore' }
  | { readonly kind: 'keep'; readonly reason: string };

/** Whether what was live before is recorded as live again. Not when the new one has replaced it in their common slot. */
export function decideLive(
  { number, before, sharesSlotWith }: Pick<ResolvedRelease, 'number' | 'before' | 'sharesSlotWith'>,
  live: number | undefined,
): LiveDecision {
  if (live !== number || number === before?.release) return { kind: 'nothing' };
  if (sharesSlotWith === undefined || !before) return { kind: 'restore' };
  const reason = `release ${number} stays live: it has already replaced release ${before.release} in slot ${before.slot}`;
  return { kind: 'keep', reason };
}
