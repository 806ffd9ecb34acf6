import { z } from 'zod';
import { type Slot, Weights } from '../entities.ts';
import type { ApplicationSpec } from '../spec/application-spec.ts';

export type Strategy = ApplicationSpec['release']['strategy'];

/** One move of traffic, and how long it is watched before the next. */
export const ShiftStep = z.object({ weights: Weights, watchSeconds: z.number().int().min(0) });
export type ShiftStep = z.infer<typeof ShiftStep>;

interface Percent {
  readonly percent: number;
  readonly seconds: number;
}

const CANARY: readonly Percent[] = [{ percent: 10, seconds: 300 }];
const LINEAR: readonly Percent[] = [20, 40, 60, 80].map((percent) => ({ percent, seconds: 60 }));

/** The weights to go through, the last of which give the slot everything. Steps that are not given have a default. */
export function shiftSchedule(strategy: Strategy, steps: readonly Percent[], slot: Slot): readonly ShiftStep[] {
  const partial = partialSteps(strategy, steps).map(({ percent, seconds }) => ({
    weights: slotWeights(slot, percent),
    watchSeconds: seconds,
  }));
  return [...partial, { weights: slotWeights(slot, 100), watchSeconds: 0 }];
}

/** Weights that give a slot so many percent of the traffic. */
export function slotWeights(slot: Slot, percent: number): Weights {
  return slot === 'one' ? { one: percent, two: 100 - percent } : { one: 100 - percent, two: percent };
}

function partialSteps(strategy: Strategy, steps: readonly Percent[]): readonly Percent[] {
  if (strategy === 'canary') return steps.length > 0 ? steps : CANARY;
  if (strategy === 'linear') return steps.length > 0 ? steps : LINEAR;
  return [];
}
