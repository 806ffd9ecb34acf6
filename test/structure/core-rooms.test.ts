import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

/**
 * The rooms of core in their order: each may import what stands on a line before its own, and the files that lie in
 * `src/core` itself. Rooms on one line do not import each other.
 */
const ORDER: readonly (readonly string[])[] = [
  ['catalogue'],
  // Types only. After the catalogue, because one port hands it out.
  ['ports'],
  ['spec'],
  ['plan'],
  ['lock'],
  ['operation'],
  ['stack'],
  ['converge', 'release'],
  ['observe', 'wanted'],
  ['api', 'events', 'service-catalog'],
];

const CORE = 'src/core';

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isType: boolean;
}

const imports = globSync(`${CORE}/**/*.ts`)
  .map((file) => file.replaceAll('\\', '/'))
  .flatMap(importsOf);

test('each room of core stands in the order', () => {
  const rooms = new Set(imports.map(({ from }) => roomOf(from)));
  rooms.delete('');
  expect([...rooms].sort()).toEqual(ORDER.flat().sort());
});

test('a room of core imports only rooms before it', () => {
  const wrong = imports.filter(({ from, to }) => roomOf(from) !== roomOf(to) && lineOf(to) >= lineOf(from));
  expect(wrong.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

test('ports are types: nothing that runs', () => {
  const running = imports.filter(({ from, isType }) => roomOf(from) === 'ports' && !isType);
  expect(running).toEqual([]);
});

test('no file of core imports itself by way of others', () => {
  const next = Map.groupBy(
    imports.filter(({ isType }) => !isType),
    ({ from }) => from,
  );
  const reach = (file: string, seen: Set<string>): Set<string> => {
    for (const { to } of next.get(file) ?? []) {
      if (seen.has(to)) continue;
      seen.add(to);
      reach(to, seen);
    }
    return seen;
  };
  expect([...next.keys()].filter((file) => reach(file, new Set()).has(file))).toEqual([]);
});

/** The files in `src/core` itself stand before every room. */
function lineOf(file: string): number {
  return ORDER.findIndex((line) => line.includes(roomOf(file)));
}

function roomOf(file: string): string {
  const [, , room = '', ...rest] = file.split('/');
  return rest.length === 0 ? '' : room;
}

/** Statements with or without names, and calls of `import()`. */
function importsOf(file: string): readonly Import[] {
  const source = readFileSync(file, 'utf8');
  const statements = source.matchAll(/^(?:import|export) (type )?(?:[^;']*?from )?'(\.[^']+)';/gm);
  const calls = source.matchAll(/\bimport()\('(\.[^']+)'\)/g);
  return [...statements, ...calls].map(([, type, specifier = '']) => {
    const to = normalize(join(dirname(file), specifier)).replaceAll('\\', '/');
    return { from: file, to, isType: type === 'type ' };
  });
}
