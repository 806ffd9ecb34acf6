import type { Clock } from './clock.ts';

export interface Deadline {
  readonly seconds: number;
  /** Resolves with undefined when the time is up. */
  readonly expired: Promise<undefined>;
  readonly remainingMs: () => number;
  readonly cancel: () => void;
}

/**
 * A limit in modelled seconds on code that really computes. In scaled time its computing is not scaled, so that as
 * many real seconds must have passed as well: the time is up when both are over.
 */
export function deadline(clock: Clock, seconds: number): Deadline {
  const endMs = clock.now() + seconds * 1000;
  const realEndMs = performance.now() + seconds * 1000;
  const realRemainingMs = () => (clock.kind === 'scaled' ? realEndMs - performance.now() : 0);
  let cancel = () => {};
  const expired = new Promise<undefined>((resolve) => {
    const check = () => {
      if (realRemainingMs() > 0) cancel = clock.after(Math.max(1, realRemainingMs() / 1000), check);
      else resolve(undefined);
    };
    cancel = clock.after(seconds, check);
  });
  return {
    seconds,
    expired,
    remainingMs: () => Math.max(endMs - clock.now(), realRemainingMs()),
    cancel: () => cancel(),
  };
}
