import { invalidPattern } from './invalid-pattern.ts';
import { jsonPattern, type MessageTest } from './json-pattern.ts';

/**
 * A CloudWatch Logs filter pattern: terms (`ERROR`, `"two words"`, `?either ?or`, `-without`), `%regular expression%`
 * or `{ $.level = "ERROR" && $.count > 3 }`. Throws `InvalidParameterException` for anything else.
 */
export function filterPattern(pattern: string): MessageTest {
  const trimmed = pattern.trim();
  if (trimmed === '') return () => true;
  if (trimmed.startsWith('{')) return jsonPattern(trimmed);
  if (trimmed.startsWith('[')) throw invalidPattern('space-delimited patterns are not supported by the embedded cloud');
  return termPattern(trimmed);
}

function termPattern(pattern: string): MessageTest {
  const required: MessageTest[] = [];
  const optional: MessageTest[] = [];
  for (const [, sign, phrase, expression, word] of pattern.matchAll(
    /([?-]?)(?:"((?:[^"\\]|\\.)*)"|%([^%]+)%|(\S+))/g,
  )) {
    const text = phrase?.replace(/\\(.)/g, '$1') ?? word ?? '';
    const regular = expression === undefined ? undefined : new RegExp(expression);
    const test: MessageTest = (message) => regular?.test(message) ?? message.includes(text);
    if (sign === '?') optional.push(test);
    else required.push(sign === '-' ? (message) => !test(message) : test);
  }
  return (message) =>
    required.every((test) => test(message)) &&
    (optional.length === 0 || required.length > 0 || optional.some((test) => test(message)));
}
