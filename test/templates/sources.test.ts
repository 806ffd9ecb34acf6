import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rules } from './rules/check-templates.ts';
import { readTemplates } from './rules/template.ts';

const page = readFileSync('docs/sources.md', 'utf8');
const templates = readTemplates();
const components = templates.map(({ plinth }) => plinth.Component);
/** The five systems, and what one of them became. A component of a team's own may do the work of something else. */
const SYSTEM = /^(S[0-4] |(later )?Copilot|Users of all five)/;
/** `[name]: address` at the end of the page. */
const definitions = new Map(
  [...page.matchAll(/^\[(.+?)\]: (.+)$/gm)].map(([, name = '', address = '']) => [name, address]),
);
const named = [...page.matchAll(/(?<!\()\[([^\]]+)\](?![(:])/g)].map(([, name = '']) => name);
const REFERENCE = 'reference/catalogue.md#';

test('every component that says it replaces a part of the five systems is named in its row', () => {
  const claiming = templates.filter(({ plinth }) => plinth.Replaces.some((claim) => SYSTEM.test(claim)));
  expect(claiming.length).toBeGreaterThan(50);
  expect(claiming.filter(({ plinth }) => !named.includes(plinth.Component)).map(({ path }) => path)).toEqual([]);
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
