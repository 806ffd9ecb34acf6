/** The next time after `afterMs` at which an EventBridge cron expression is due, or undefined when there is none. */
export type NextTime = (afterMs: number) => number | undefined;

interface CronFields {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly years: ReadonlySet<number>;
  readonly isDay: (date: Date) => boolean;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DAYS_SEARCHED_MAX = 366 * 40;
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/**
 * AWS's six fields: minutes, hours, day of month, month, day of week (1 is Sunday), year. `fields` is the text
 * between the parentheses. Throws a plain `Error` when it is not valid.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function cron(fields: string, timeZone = 'UTC'): NextTime {
  const parsed = parseCron(fields);
  return (afterMs) => {
    const afterLocal = afterMs + offsetMs(afterMs, timeZone);
    const firstDay = Math.floor(afterLocal / DAY_MS);
    for (let day = firstDay; day < firstDay + DAYS_SEARCHED_MAX; day++) {
      const date = new Date(day * DAY_MS);
      if (!parsed.years.has(date.getUTCFullYear()) || !parsed.months.has(date.getUTCMonth() + 1)) continue;
      if (!parsed.isDay(date)) continue;
      const due = firstOfDay({ day, parsed, timeZone, afterMs });
      if (due !== undefined) return due;
    }
    return undefined;
  };
}

/** The instant at which a clock in `timeZone` shows `localMs`, a local time encoded as if it were UTC. */
export function instantOf(localMs: number, timeZone: string): number {
  const guess = localMs - offsetMs(localMs, timeZone);
  return localMs - offsetMs(guess, timeZone);
}

function firstOfDay(search: { day: number; parsed: CronFields; timeZone: string; afterMs: number }) {
  for (const hour of [...search.parsed.hours].sort((a, b) => a - b)) {
    for (const minute of [...search.parsed.minutes].sort((a, b) => a - b)) {
      const due = instantOf(search.day * DAY_MS + (hour * 60 + minute) * MINUTE_MS, search.timeZone);
      if (due > search.afterMs) return due;
    }
  }
  return undefined;
}

function offsetMs(instantMs: number, timeZone: string): number {
  if (timeZone === 'UTC') return 0;
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instantMs);
  const part = (type: string) => Number(parts.find((candidate) => candidate.type === type)?.value);
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shown - Math.floor(instantMs / 1000) * 1000;
}

function parseCron(fields: string): CronFields {
  const [minutes, hours, days, months, weekdays, years, ...rest] = fields.trim().split(/\s+/);
  if (years === undefined || rest.length > 0) throw new Error('a cron expression has six fields');
  if ((days === '?') === (weekdays === '?')) throw new Error('exactly one of day of month and day of week is ?');
  return {
    minutes: parseField(minutes!, { from: 0, to: 59 }),
    hours: parseField(hours!, { from: 0, to: 23 }),
    months: parseField(months!, { from: 1, to: 12, names: MONTHS }),
    years: parseField(years, { from: 1970, to: 2199 }),
    isDay: weekdays === '?' ? dayOfMonth(days!) : dayOfWeek(weekdays!),
  };
}

function dayOfMonth(field: string): (date: Date) => boolean {
  const lastOf = (date: Date) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  if (field === 'L') return (date) => date.getUTCDate() === lastOf(date);
  const nearest = /^(\d+)W$/.exec(field);
  if (nearest !== null) {
    return (date) => {
      const wanted = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), Number(nearest[1])));
      const first = wanted.getUTCDate() === 1;
      const last = wanted.getUTCDate() === lastOf(date);
      const shift = wanted.getUTCDay() === 6 ? (first ? 2 : -1) : wanted.getUTCDay() === 0 ? (last ? -2 : 1) : 0;
      return date.getUTCDate() === wanted.getUTCDate() + shift;
    };
  }
  const days = parseField(field, { from: 1, to: 31 });
  return (date) => days.has(date.getUTCDate());
}

function dayOfWeek(field: string): (date: Date) => boolean {
  const ordinal = /^(\w+)#([1-5])$/.exec(field);
  if (ordinal !== null) {
    const days = parseField(ordinal[1]!, { from: 1, to: 7, names: WEEKDAYS });
    return (date) => days.has(date.getUTCDay() + 1) && Math.ceil(date.getUTCDate() / 7) === Number(ordinal[2]);
  }
  const last = /^(\w+?)L$/.exec(field);
  if (last !== null) {
    const days = parseField(last[1]!, { from: 1, to: 7, names: WEEKDAYS });
    return (date) =>
      days.has(date.getUTCDay() + 1) && new Date(date.getTime() + 7 * DAY_MS).getUTCMonth() !== date.getUTCMonth();
  }
  const days = parseField(field === 'L' ? 'SAT' : field, { from: 1, to: 7, names: WEEKDAYS });
  return (date) => days.has(date.getUTCDay() + 1);
}

interface FieldRange {
  readonly from: number;
  readonly to: number;
  readonly names?: readonly string[];
}

function parseField(field: string, range: FieldRange): Set<number> {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const [span, step] = part.split('/');
    const [from, to] = parseSpan(span!, range, step !== undefined);
    const stride = step === undefined ? 1 : Number(step);
    if (!Number.isInteger(stride) || stride < 1) throw new Error(`"${part}" has no valid step`);
    if (from <= to) for (let value = from; value <= to; value += stride) values.add(value);
    else for (let value = from; value <= to + width(range); value += stride) values.add(wrap(value, range));
  }
  return values;
}

/** `FRI-MON` and `22-2` run over the end of their range. */
function wrap(value: number, range: FieldRange): number {
  return value > range.to ? value - width(range) : value;
}

function width(range: FieldRange): number {
  return range.to - range.from + 1;
}

function parseSpan(span: string, range: FieldRange, isStepped: boolean): [number, number] {
  if (span === '*') return [range.from, range.to];
  const [first, second] = span.split('-');
  const from = parseValue(first!, range);
  if (second !== undefined) return [from, parseValue(second, range)];
  return [from, isStepped ? range.to : from];
}

function parseValue(text: string, range: FieldRange): number {
  const named = range.names?.indexOf(text.toUpperCase()) ?? -1;
  const value = named >= 0 ? named + range.from : Number(text);
  if (text === '' || !Number.isInteger(value) || value < range.from || value > range.to) {
    throw new Error(`"${text}" is not between ${range.from} and ${range.to}`);
  }
  return value;
}
