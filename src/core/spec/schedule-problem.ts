interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Names that represent numbers. */
  readonly words?: RegExp;
}

const FIELDS: readonly Field[] = [
  { name: 'minutes', least: 0, most: 59 },
  { name: 'hours', least: 0, most: 23 },
  { name: 'day of the month', least: 1, most: 31, words: /LW|L|W/g },
  { name: 'month', least: 1, most: 12, words: /JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC/g },
  { name: 'day of the week', least: 1, most: 7, words: /SUN|MON|TUE|WED|THU|FRI|SAT|L/g },
  { name: 'year', least: 1970, most: 2199 },
];

/**
 * What is wrong with a schedule as EventBridge Scheduler takes it: `rate(5 minutes)`, or `cron` with six fields, of which
 * one of the two days is a question mark. Undefined when nothing is.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export function scheduleProblem(text: string): string | undefined {
  if (/^rate\([1-9][0-9]* (minute|hour|day)s?\)$/.test(text)) return undefined;
  const cron = /^cron\(([A-Za-z0-9 ,*?/#-]+)\)$/.exec(text)?.[1];
  if (cron === undefined) return 'use cron(...) or rate(...), such as rate(5 minutes) or cron(0 3 * * ? *)';
  const fields = cron.split(' ');
  if (fields.length !== FIELDS.length) {
    return `cron has six fields, the year last, such as cron(0 3 * * ? *), not ${fields.length}`;
  }
  if ((fields[2] === '?') === (fields[4] === '?'))
    return 'exactly one of day of the month and day of the week must be a question mark';
  return FIELDS.map((field, n) => fieldProblem(field, fields[n] ?? '')).find((problem) => problem !== undefined);
}

function fieldProblem({ name, least, most, words = /(?!)/g }: Field, text: string): string | undefined {
  const word = /[A-Z]+/.exec(text.toUpperCase().replace(words, ''));
  if (word) return `${name}: '${word[0]}' is not valid`;
  const step = [...text.matchAll(/\/(\d+)/g)].find(([, count]) => Number(count) < 1 || Number(count) > most);
  if (step) return `${name}: a step of ${step[1]} is not valid`;
  // What follows a slash or a hash counts something else.
  const numbers = text.split(',').flatMap((part) => part.replace(/[/#].*$/, '').match(/\d+/g) ?? []);
  const wrong = numbers.find((number) => Number(number) < least || Number(number) > most);
  return wrong === undefined ? undefined : `${name}: from ${least} to ${most}, not ${wrong}`;
}
