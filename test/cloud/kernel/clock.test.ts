import { expect, test } from 'vitest';
import { realClock } from '../../../src/cloud/kernel/clock.ts';

/** A scaled clock over an event loop that does as it is told, and the modelled milliseconds that have passed on it. */
function scaled(speed: number) {
  const loop = { idle: 0, active: 0 };
  const clock = realClock(speed, () => ({ ...loop }));
  const startMs = clock.now();
  return { loop, clock, passed: () => clock.now() - startMs };
}

test('time runs while there is nothing to do, and not while something is computed', () => {
  const { loop, passed } = scaled(100);
  loop.idle += 10;
  expect(passed()).toBe(1000);
  loop.active += 10;
  expect(passed()).toBe(1010);
});

test('time is no faster than a function can bear while real work is waited for', async () => {
  const { loop, clock, passed } = scaled(100);
  await clock.hold(async () => {
    loop.idle += 10;
  });
  expect(passed()).toBe(250);
  loop.idle += 10;
  expect(passed()).toBe(1250);
});

test('a timer that is due too early, because something was computed, waits for the rest', async () => {
  const { loop, clock, passed } = scaled(1000);
  const looks: number[] = [];
  const slept = clock.sleep(0.5).then(() => passed());
  const turn = setInterval(() => {
    looks.push(passed());
    loop.idle += 0.1;
    loop.active += 0.4;
  }, 1);
  expect(await slept).toBeGreaterThanOrEqual(500);
  clearInterval(turn);
  expect(looks.some((milliseconds) => milliseconds < 500)).toBe(true);
});
