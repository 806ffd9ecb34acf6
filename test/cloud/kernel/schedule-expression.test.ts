import { describe, expect, it } from 'vitest';
import { scheduleExpression } from '../../../src/cloud/kernel/schedule-expression.ts';

/** Monday. */
const start = '2026-01-05T09:00:00.000Z';

function next(expression: string, after = start, timeZone = 'UTC'): string | undefined {
  const dueMs = scheduleExpression(expression, Date.parse(start), timeZone)(Date.parse(after));
  return dueMs === undefined ? undefined : new Date(dueMs).toISOString();
}

describe('schedule expression', () => {
  it.each([
    ['rate(1 minute)', '2026-01-05T09:01:00.000Z'],
    ['rate(5 hours)', '2026-01-05T14:00:00.000Z'],
    ['cron(0/15 * * * ? *)', '2026-01-05T09:15:00.000Z'],
    ['cron(0 9 * * ? *)', '2026-01-06T09:00:00.000Z'],
    ['cron(30 22-2 * * ? *)', '2026-01-05T22:30:00.000Z'],
    ['cron(0 0 1 * ? *)', '2026-02-01T00:00:00.000Z'],
    ['cron(0 0 L * ? *)', '2026-01-31T00:00:00.000Z'],
    ['cron(0 0 31W * ? *)', '2026-01-30T00:00:00.000Z'],
    ['cron(0 18 ? * MON-FRI *)', '2026-01-05T18:00:00.000Z'],
    ['cron(0 18 ? * SAT,1 *)', '2026-01-10T18:00:00.000Z'],
    ['cron(0 8 ? * 3#2 *)', '2026-01-13T08:00:00.000Z'],
    ['cron(0 8 ? * FRIL *)', '2026-01-30T08:00:00.000Z'],
    ['cron(0 0 29 FEB ? *)', '2028-02-29T00:00:00.000Z'],
    ['at(2026-01-05T10:00:00)', '2026-01-05T10:00:00.000Z'],
    ['at(2026-01-05T08:00:00)', undefined],
    ['cron(0 0 1 1 ? 2025)', undefined],
  ])('%s is due next at %s', (expression, due) => {
    expect(next(expression)).toBe(due);
  });

  it('follows the wall clock of a time zone through the change to summer time', () => {
    const daily = 'cron(0 9 * * ? *)';
    expect(next(daily, '2026-03-28T00:00:00Z', 'Europe/Berlin')).toBe('2026-03-28T08:00:00.000Z');
    expect(next(daily, '2026-03-29T00:00:00Z', 'Europe/Berlin')).toBe('2026-03-29T07:00:00.000Z');
    expect(next('at(2026-07-01T09:00:00)', start, 'America/New_York')).toBe('2026-07-01T13:00:00.000Z');
  });

  it.each(['rate(1 minutes)', 'rate(2 minute)', 'rate(0 minutes)', 'cron(* * * * * *)', 'cron(61 * * * ? *)', 'daily'])(
    'refuses %s',
    (expression) => {
      expect(() => scheduleExpression(expression, 0)).toThrow();
    },
  );
});
