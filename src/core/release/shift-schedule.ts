import { z } from 'zod';
import { type Slot, Weights } from '../entities.ts';
import type { ApplicationSpec } from '../spec/application-spec.ts';

export type Strategy = ApplicationSpec['release']['strategy'];

/** One step of traffic, and the seconds until the next. */
export const ShiftStep = z.object({ weights: Weights, watchSeconds: z.number().int().min(0) });
export type ShiftStep = z.infer<typeof ShiftStep>;

interface Percent {
  readonly percent: number;
  readonly seconds: number;
}

const CANARY: readonly Percent[] = [{ percent: 10, seconds: 300 }];
const LINEAR: readonly Percent[] = [20, 40, 60, 80].map((percent) => ({ percent, seconds: 60 }));

/** The steps of a strategy. The last one gives the slot all traffic. Without `steps`, canary and linear have defaults. */
export function shiftSchedule(strategy: Strategy, steps: readonly Percent[], slot: Slot): readonly ShiftStep[] {
  const partial = partialSteps(strategy, steps).map(({ percent, seconds }) => ({
    weights: slotWeights(slot, percent),
    watchSeconds: seconds,
  }));
  return [...partial, { weights: slotWeights(slot, 100), watchSeconds: 0 }];
}

/** Weights that give a slot this percentage of the traffic. */
export function slotWeights(slot: Slot, percent: number): Weights {
  return slot === 'one' ? { one: percent, two: 100 - percent } : { one: 100 - percent, two: percent };
}

function partialSteps(strategy: Strategy, steps: readonly Percent[]): readonly Percent[] {
  if (strategy === 'canary') return steps.length > 0 ? steps : CANARY;
  if (strategy === 'linear') return steps.length > 0 ? steps : LINEAR;
  return [];
}
