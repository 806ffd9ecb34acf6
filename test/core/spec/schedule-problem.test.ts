import { expect, test } from 'vitest';
import { scheduleProblem } from '../../../src/core/spec/schedule-problem.ts';

test.each([
  'rate(5 minutes)',
  'rate(1 hour)',
  'cron(0 3 * * ? *)',
  'cron(0/15 8-17 ? * MON-FRI *)',
  'cron(30 2 L * ? 2027)',
  'cron(0 9 ? * 2#1 *)',
])('%s is a schedule', (text) => expect(scheduleProblem(text)).toBeUndefined());

test.each([
  ['every night', 'cron(...) or rate(...)'],
  ['rate(0 minutes)', 'cron(...) or rate(...)'],
  ['cron(0 3 * * *)', 'six fields, the year last, such as cron(0 3 * * ? *), not 5'],
  ['cron(0 3 * * * *)', 'exactly one of day of the month and day of the week must be a question mark'],
  ['cron(0 3 ? * ? *)', 'exactly one of day of the month and day of the week must be a question mark'],
  ['cron(99 3 * * ? *)', 'minutes: from 0 to 59, not 99'],
  ['cron(0 8-24 * * ? *)', 'hours: from 0 to 23, not 24'],
  ['cron(x 3 * * ? *)', "minutes: 'X' is not valid"],
  ['cron(0/99 3 * * ? *)', 'minutes: a step of 99 is not valid'],
  ['cron(0 3 * 0,6 ? *)', 'month: from 1 to 12'],
])('%s is none', (text, problem) => expect(scheduleProblem(text)).toContain(problem));
