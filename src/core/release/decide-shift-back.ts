import type { Live, Operation, Weights } from '../entities.ts';
import { sameWeights } from './move-traffic.ts';
import type { ResolvedRelease } from './resolved-release.ts';

/** What was read at the start of Task state "Shift back". */
export interface ShiftBackSnapshot {
  readonly status: Operation['status'];
  /** Number of the release that is recorded as live. */
  readonly live: number | undefined;
}

/** Whether the weights of the rules are this operation's to restore. */
export function ownsTraffic(
  { number, before }: Pick<ResolvedRelease, 'number' | 'before'>,
  { status, live }: ShiftBackSnapshot,
): boolean {
  // It gave its lock back before it moved any traffic.
  if (!before || status === 'waiting') return false;
  // Otherwise another operation put another release live since, and traffic belongs there.
  return live === before.release || live === number;
}

/** The weights to set again; undefined when all rules have them already. */
export function weightsToRestore(before: Pick<Live, 'weights'>, observed: readonly Weights[]): Weights | undefined {
  return observed.every((weights) => sameWeights(weights, before.weights)) ? undefined : before.weights;
}

export type LiveDecision =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'restore' }
  | { readonly kind: 'keep'; readonly reason: string };

/** Whether the release before is recorded as live again. Not when the new one has replaced it in their common slot. */
export function decideLive(
  { number, before, sharesSlotWith }: Pick<ResolvedRelease, 'number' | 'before' | 'sharesSlotWith'>,
  live: number | undefined,
): LiveDecision {
  if (!before || live !== number || number === before.release) return { kind: 'nothing' };
  if (sharesSlotWith === undefined) return { kind: 'restore' };
  const reason = `release ${number} stays live: it has already replaced release ${before.release} in slot ${before.slot}`;
  return { kind: 'keep', reason };
}
