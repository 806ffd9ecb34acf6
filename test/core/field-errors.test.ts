import { describe, expect, it } from 'vitest';
import type { PlinthError } from '../../src/core/errors.ts';
import { parseScopeSpec } from '../../src/core/spec/scope-spec.ts';

type Layer = 'base' | 'environment' | 'application';

function said(layer: Layer, body: unknown): readonly string[] {
  try {
    parseScopeSpec(layer, body);
  } catch (error) {
    return (error as PlinthError).fields.map(({ pointer, message }) => `${pointer}: ${message}`);
  }
  return [];
}

const twenty = Array.from({ length: 21 }, (_, n) => `c${n}`);

describe('what is wrong with a field', () => {
  it.each<[string, Layer, unknown, string]>([
    ['a body that is none', 'environment', null, ': expected an object, not null'],
    ['a list for an object', 'environment', { components: [] }, '/components: expected an object, not a list'],
    ['null for an object', 'base', { components: { keys: null } }, '/components/keys: expected an object, not null'],
    ['a number for text', 'environment', { owner: 5 }, '/owner: expected text, not a number'],
    ['text for a number', 'application', { port: '80' }, '/port: expected a number, not text'],
    ['a fraction for a whole number', 'application', { port: 80.5 }, '/port: expected a whole number'],
    ['text for a boolean', 'environment', { protected: 'yes' }, '/protected: expected true or false, not text'],
    ['a number that is too small', 'application', { port: 0 }, '/port: at least 1'],
    ['a number that is too big', 'application', { port: 65_536 }, '/port: at most 65535'],
    ['a list that is too long', 'application', { uses: twenty }, '/uses: at most 20 items'],
    ['a list of nothing', 'application', { command: [] }, '/command: at least 1 item'],
    ['a text of nothing', 'environment', { owner: '' }, '/owner: at least 1 character'],
    ['a text that is too long', 'environment', { owner: 'x'.repeat(65) }, '/owner: at most 64 characters'],
    ['a word that is not offered', 'base', { mode: 'fast' }, '/mode: one of standard, express'],
    [
      'a strategy that is not offered',
      'application',
      { release: { strategy: 'ecs-native' } },
      '/release/strategy: one of rolling, blue-green, canary, linear, recreate',
    ],
    [
      'something that is missing',
      'application',
      { release: { smoke: [{}] } },
      '/release/smoke/0/path: is missing; expected text',
    ],
    [
      'nothing of what a parameter may be',
      'base',
      { components: { keys: { Name: null } } },
      '/components/keys/Name: expected text, a number, true or false or a list',
    ],
    [
      'a message that begins with a name',
      'environment',
      { tags: { a: '1', A: '2' } },
      '/tags: IAM treats keys that differ only in case as equal; set the owner in the field `owner`',
    ],
  ])('is said in our own words: %s', (_, layer, body, words) => {
    expect(said(layer, body)).toContain(words);
  });
});
