import type { Time } from '../../src/core/ports/index.ts';

export interface FakeTime extends Time {
  advance(seconds: number): void;
}

/** A clock that stands still until it is told to go on. */
export function fakeTime(start = '2026-11-20T12:00:00.000Z'): FakeTime {
  let milliseconds = Date.parse(start);
  return {
    now: () => new Date(milliseconds),
    advance: (seconds) => {
      milliseconds += seconds * 1000;
    },
  };
}
