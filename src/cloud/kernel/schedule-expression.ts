import { cron, instantOf, type NextTime } from './cron.ts';

const UNIT_SECONDS: Readonly<Record<string, number>> = { minute: 60, hour: 3600, day: 86_400 };

/**
 * What `rate(5 minutes)`, `cron(0 12 * * ? *)` or `at(2026-01-05T09:00:00)` mean. Rates count from `anchorMs`.
 * Throws a plain `Error` when the expression is not valid; its message gives the reason.
 */
export function scheduleExpression(expression: string, anchorMs: number, timeZone = 'UTC'): NextTime {
  const [, kind, body] = /^(rate|cron|at)\((.*)\)$/.exec(expression.trim()) ?? [];
  if (kind === 'cron') return cron(body!, timeZone);
  if (kind === 'rate') return rate(body!, anchorMs);
  if (kind === 'at') return at(body!, timeZone);
  throw new Error(`"${expression}" is not rate(), cron() or at()`);
}

function rate(body: string, anchorMs: number): NextTime {
  const [, count, unit, plural] = /^(\d+) (minute|hour|day)(s?)$/.exec(body.trim()) ?? [];
  if (unit === undefined || Number(count) < 1) throw new Error(`"${body}" is not a rate`);
  if ((Number(count) === 1) === (plural === 's')) throw new Error('the unit is singular for 1 and plural otherwise');
  const periodMs = Number(count) * UNIT_SECONDS[unit]! * 1000;
  return (afterMs) => anchorMs + Math.max(1, Math.floor((afterMs - anchorMs) / periodMs) + 1) * periodMs;
}

function at(body: string, timeZone: string): NextTime {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(body)) throw new Error(`"${body}" is not yyyy-mm-ddThh:mm:ss`);
  const dueMs = instantOf(Date.parse(`${body}Z`), timeZone);
  if (Number.isNaN(dueMs)) throw new Error(`"${body}" is not a time`);
  return (afterMs) => (dueMs > afterMs ? dueMs : undefined);
}
