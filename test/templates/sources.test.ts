import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rules } from './rules/check-templates.ts';
import { readTemplates } from './rules/template.ts';

const page = readFileSync('docs/sources.md', 'utf8');
const components = readTemplates().map(({ plinth }) => plinth.Component);
/** `[name]: address` at the end of the page. */
const definitions = new Map(
  [...page.matchAll(/^\[(.+?)\]: (.+)$/gm)].map(([, name = '', address = '']) => [name, address]),
);
const named = [...page.matchAll(/(?<!\()\[([^\]]+)\](?![(:])/g)].map(([, name = '']) => name);
const REFERENCE = 'reference/catalogue.md#';

test('every component of the catalogue does the work of some row', () => {
  expect(components.filter((component) => !named.includes(component))).toEqual([]);
});

test('every component that a row names is in the catalogue', () => {
  const linked = named.filter((name) => definitions.get(name)?.startsWith(REFERENCE));
  expect(linked.filter((name) => !components.includes(name))).toEqual([]);
  expect(linked.filter((name) => definitions.get(name) !== `${REFERENCE}${name}`)).toEqual([]);
});

test('every test, page and example that is named is there', () => {
  const addresses = [
    ...definitions.values(),
    ...[...page.matchAll(/\]\(([^)]+)\)/g)].map(([, address = '']) => address),
  ];
  const files = addresses.map((address) => address.split('#')[0] ?? '').filter((address) => !/^https?:/.test(address));
  expect(files.filter((file) => !existsSync(join('docs', file)))).toEqual([]);
  expect(named.filter((name) => !definitions.has(name))).toEqual([]);
});

test('no row is empty', () => {
  const empty = page.split('\n').filter((line) => /^\|.*\| *\|/.test(line) && !line.startsWith('| | system'));
  expect(empty).toEqual([]);
});

test('every rule that the security matrix names is one of ours', () => {
  const [, matrix = ''] = page.split('## Security matrix');
  const ids = [...matrix.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].map(([, id]) => id);
  expect(ids.length).toBeGreaterThan(20);
  expect(ids.filter((id) => !rules.some((rule) => rule.id === id))).toEqual([]);
});

test('what a template says it replaces names one of the five systems, or what one of them became', () => {
  const claims = readTemplates().flatMap(({ path, plinth }) => plinth.Replaces.map((claim) => `${path}: ${claim}`));
  expect(claims.filter((claim) => !/: (S[0-4] |(later )?Copilot|Users of all five)/.test(claim))).toEqual([]);
});
