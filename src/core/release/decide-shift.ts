import type { Weights } from '../entities.ts';
import { sameWeights } from './move-traffic.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { ResolvedRelease } from './resolved-release.ts';

/** What was read at the start of Task state "Shift". */
export interface ShiftSnapshot {
  /** Index of the step in the release's schedule. */
  readonly step: number;
  /** Of each production rule. */
  readonly weights: readonly Weights[];
  /** Undefined: the release is healthy. */
  readonly unhealthy: string | undefined;
  /** Undefined: no alarm of its slot is raised. */
  readonly alarm: string | undefined;
}

export type ShiftDecision =
  | Refusal
  /** The rules have these weights already. */
  | { readonly kind: 'keep' }
  /** `changedByHand`: how the rules differ from what Plinth set last. */
  | { readonly kind: 'move'; readonly to: Weights; readonly changedByHand?: string };

type Shifted = Pick<ResolvedRelease, 'schedule' | 'slot' | 'before'>;

/** Whether the next step of the schedule may be carried out, and whether it changes anything. */
export function decideShift(resolved: Shifted, { step, weights, unhealthy, alarm }: ShiftSnapshot): ShiftDecision {
  const to = resolved.schedule[step]?.weights;
  if (!to) return refuse('Internal', `the schedule of release weights has no step ${step}`);
  if (unhealthy !== undefined) {
    return refuse('ReleaseFailed', `slot ${resolved.slot} cannot receive traffic: ${unhealthy}`);
  }
  // Before the first step the slot has no traffic, and its alarms judge an earlier release.
  if (step > 0 && alarm !== undefined) return refuse('AlarmRaised', alarm);
  if (weights.every((found) => sameWeights(found, to))) return { kind: 'keep' };
  const expected = step === 0 ? resolved.before?.weights : resolved.schedule[step - 1]?.weights;
  const other = expected && weights.find((found) => !sameWeights(found, expected));
  if (!other) return { kind: 'move', to };
  const changedByHand = `a rule had weights ${words(other)} instead of ${words(expected)}: it was changed outside Plinth`;
  return { kind: 'move', to, changedByHand };
}

export type AfterShift = { readonly next: 'watch' | 'bake' | 'record' };

/** Which state of the machine follows a step. */
export function afterShift({ schedule, bakeSeconds }: ResolvedRelease, step: number): AfterShift {
  if (step < schedule.length - 1) return { next: 'watch' };
  return bakeSeconds > 0 ? { next: 'bake' } : { next: 'record' };
}

/** What is wrong with the weights that the rules have after a move; undefined when all have these. */
export function weightsProblem(observed: readonly Weights[], wanted: Weights): string | undefined {
  const other = observed.find((found) => !sameWeights(found, wanted));
  return other && `a rule has weights ${words(other)} instead of ${words(wanted)}`;
}

function words({ one, two }: Weights): string {
  return `${one}/${two}`;
}
