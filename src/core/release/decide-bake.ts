import { type Refusal, refuse } from './refusal.ts';

/** What was read at the start of Task state "Bake". */
export interface BakeSnapshot {
  readonly number: number;
  readonly unhealthy: string | undefined;
  readonly alarm: string | undefined;
  readonly bakeSeconds: number;
  readonly secondsSinceShift: number;
}

export type BakeDecision = Refusal | { readonly kind: 'wait'; readonly seconds: number } | { readonly kind: 'done' };

/** Whether a release that has all traffic has proven itself. */
export function decideBake(snapshot: BakeSnapshot): BakeDecision {
  const { number, unhealthy, alarm, bakeSeconds, secondsSinceShift } = snapshot;
  if (unhealthy !== undefined) {
    return refuse('ReleaseFailed', `release ${number} became unhealthy while serving traffic: ${unhealthy}`);
  }
  if (alarm !== undefined) return refuse('AlarmRaised', alarm);
  const seconds = bakeSeconds - secondsSinceShift;
  return seconds > 0 ? { kind: 'wait', seconds } : { kind: 'done' };
}
