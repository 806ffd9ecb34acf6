import type { Clock } from './clock.ts';

export interface Deadline {
  /** The limit as it was given. */
  readonly seconds: number;
  /** Resolves with undefined when the time is up. */
  readonly expired: Promise<undefined>;
  /** Modelled milliseconds until then. */
  readonly remainingMs: () => number;
  readonly cancel: () => void;
}

/** A limit on code that really computes: the time is up when it is over in modelled and in real seconds. */
export function deadline(clock: Clock, seconds: number): Deadline {
  const limitSeconds = realToo(clock, seconds);
  const endMs = clock.now() + limitSeconds * 1000;
  let cancel = () => {};
  const expired = new Promise<undefined>((resolve) => {
    cancel = clock.after(limitSeconds, () => resolve(undefined));
  });
  return { seconds, expired, remainingMs: () => endMs - clock.now(), cancel: () => cancel() };
}

/**
 * In how much modelled time as much real time passes as well, in the unit given. Computing is not scaled as the clock
 * is: at 25 times real time, a limit of 30 modelled seconds would leave code little more than one.
 */
export function realToo(clock: Clock, time: number): number {
  return time * Math.max(1, clock.speed);
}
