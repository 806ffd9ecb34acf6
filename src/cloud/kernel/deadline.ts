import type { Clock } from './clock.ts';

export interface Deadline {
  /** The limit that the caller passed. */
  readonly seconds: number;
  /** Resolves with undefined when the limit is reached. */
  readonly expired: Promise<undefined>;
  /** Modelled milliseconds until then. */
  readonly remainingMs: () => number;
  readonly cancel: () => void;
}

/** A limit on code that really computes: it is reached when both the modelled and the real seconds have passed. */
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
 * The modelled time in which the same amount of real time passes too, in the caller's unit. Computing is not scaled as
 * the clock is: at 25 times real time, a limit of 30 modelled seconds would leave code little more than one.
 */
export function realToo(clock: Clock, time: number): number {
  return time * Math.max(1, clock.speed);
}
