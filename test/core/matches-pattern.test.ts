import { expect, test } from 'vitest';
import { matchesPattern } from '../../src/core/matches-pattern.ts';

test.each([
  ['main-*', 'main-3f2a', true],
  ['main-*', 'main-', true],
  ['main-*', 'feature-1', false],
  ['v?.?', 'v1.2', true],
  ['v?.?', 'v1.22', false],
  ['*-rc*', '1.0-rc1', true],
  ['*', 'anything', true],
  ['1.0', '1.0', true],
  ['1.0', '1x0', false],
])('%s and %s: %s', (pattern, tag, matches) => {
  expect(matchesPattern(pattern, tag)).toBe(matches);
});

test('a pattern of many stars is as quick as any other', () => {
  expect(matchesPattern('*a'.repeat(60), `${'a'.repeat(127)}b`)).toBe(false);
});
