import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { operationsPage } from '../../src/cloud/operations-page.ts';
import { RESOURCE_TYPES, SERVICES } from '../../src/cloud/services/index.ts';
import { importCircles, importGraph, packagesOf } from './import-graph.ts';

const graph = importGraph('src/cloud');

/** What each part of the embedded cloud may import besides itself. Everything else in it is composed in `src/cloud/index.ts`. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  wire: ['kernel'],
  'resource-types': ['kernel'],
  services: ['kernel', 'wire', 'resource-types'],
};

test('no files of the embedded cloud import one another in a circle, types included', () => {
  expect(graph.size).toBeGreaterThan(500);
  expect(importCircles(graph)).toEqual([]);
});

test('a circle of files is found, and a chain is none', () => {
  const chain = new Map([
    ['a', ['b', 'b2']],
    ['b', ['c']],
    ['b2', ['c']],
    ['c', []],
  ]);
  expect(importCircles(chain)).toEqual([]);
  expect(importCircles(new Map([...chain, ['c', ['a']]]))).toEqual([['a', 'b', 'b2', 'c']]);
});

test('kernel, wire and resource types know no service', () => {
  const wrong = edges().filter(([from, to]) => {
    const part = partOf(from);
    return part in MAY_IMPORT && partOf(to) !== part && !MAY_IMPORT[part]!.includes(partOf(to));
  });
  expect(wrong).toEqual([]);
});

test('no service imports another: it calls, publishes, asks over the network, or registers resource types', () => {
  const wrong = edges().filter(([from, to]) => {
    const service = serviceOf(from);
    return service !== undefined && partOf(to) === 'services' && serviceOf(to) !== service;
  });
  expect(wrong).toEqual([]);
});

test('the embedded cloud imports nothing outside its folder', () => {
  expect(edges().filter(([, to]) => !to.startsWith('src/cloud/'))).toEqual([]);
});

test('the package.json of the embedded cloud lists the packages that it imports, in the versions of the project', () => {
  const imported = new Set([...graph.keys()].flatMap(packagesOf).map(packageOf));
  const { dependencies, devDependencies } = readPackage('package.json');
  const versions = { ...devDependencies, ...dependencies };
  const wanted = [...imported].sort().map((name) => [name, versions[name] ?? 'not listed in the project']);
  expect(readPackage('src/cloud/package.json').dependencies).toEqual(Object.fromEntries(wanted));
});

test('OPERATIONS.md is what the operation tables say; `npm run reference` writes it', () => {
  expect(readFileSync('src/cloud/OPERATIONS.md', 'utf8')).toBe(operationsPage(SERVICES, RESOURCE_TYPES));
});

interface Package {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

function readPackage(file: string): Package {
  return JSON.parse(readFileSync(file, 'utf8')) as Package;
}

/** `@smithy/core` of `@smithy/core/cbor`. */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function edges(): [from: string, to: string][] {
  return [...graph].flatMap(([from, targets]) => targets.map((to): [string, string] => [from, to]));
}

/** `services` of `src/cloud/services/ecs/store.ts`. */
function partOf(file: string): string {
  return file.split('/')[2]!;
}

/** `ecs` of `src/cloud/services/ecs/store.ts`; none for the list of all services. */
function serviceOf(file: string): string | undefined {
  const [, , part, service, ...rest] = file.split('/');
  return part === 'services' && rest.length > 0 ? service : undefined;
}
