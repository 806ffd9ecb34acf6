import { type Refusal, refuse } from './refusal.ts';

/** What was read at the start of Task state "Watch traffic". */
export interface WatchSnapshot {
  readonly number: number;
  readonly unhealthy: string | undefined;
  readonly alarm: string | undefined;
  /** How long the release is watched at this share of the traffic. */
  readonly watchSeconds: number;
  readonly secondsSinceShift: number;
}

export type WatchDecision =
  | Refusal
  /** `closely`: look again within ten seconds, otherwise within a minute. */
  | { readonly kind: 'wait'; readonly seconds: number; readonly closely: boolean }
  | { readonly kind: 'done' };

/** Most releases that fail do so in the first minutes. */
const closeSecondsMax = 600;

/** Whether a release that has users has proven itself at its share of the traffic. */
export function decideWatch(snapshot: WatchSnapshot): WatchDecision {
  const { number, unhealthy, alarm, watchSeconds, secondsSinceShift } = snapshot;
  if (unhealthy !== undefined) {
    return refuse('ReleaseFailed', `release ${number} became unhealthy while serving traffic: ${unhealthy}`);
  }
  if (alarm !== undefined) return refuse('AlarmRaised', alarm);
  const seconds = watchSeconds - secondsSinceShift;
  if (seconds <= 0) return { kind: 'done' };
  // The last minute of a long watch is looked at closely too, so that it ends on time.
  return { kind: 'wait', seconds, closely: secondsSinceShift < closeSecondsMax || seconds < 60 };
}
