import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPlinthFile } from '../../src/cli/plinth-file.ts';
import { applicationPath, scopePath } from '../../src/cli/scope-argument.ts';

function file(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'plinth-')), 'plinth.yaml');
  writeFileSync(path, text);
  return path;
}

test('a file becomes scopes in the order in which they are provisioned', () => {
  const scopes = readPlinthFile(
    file('environments: {dev: {owner: a, applications: {shop: {port: 80}}}, prod: {}}\nbase: {applications: [shop]}'),
  );
  expect(scopes).toEqual([
    { scope: 'base', spec: { applications: ['shop'] } },
    { scope: 'environments/dev', spec: { owner: 'a' } },
    { scope: 'environments/dev/applications/shop', spec: { port: 80 } },
    { scope: 'environments/prod', spec: {} },
  ]);
});

test('a file has version 1, said or not; another version is refused before its sections are read', () => {
  expect(readPlinthFile(file('version: 1\nbase: {}'))).toEqual(readPlinthFile(file('base: {}')));
  const words = (version: string) => `version ${version} is not supported; this client reads version 1`;
  for (const version of ['2', '"1"', '1.5', 'true', '{}'])
    expect(() => readPlinthFile(file(`version: ${version}\nstages: []`)), version).toThrow(words(version));
});

test('what is left empty is an empty spec', () => {
  const scopes = readPlinthFile(
    file('base:\nenvironments:\n  dev:\n  prod: {components: {redis: , mysql: {Profile: x}}}'),
  );
  expect(scopes).toEqual([
    { scope: 'base', spec: {} },
    { scope: 'environments/dev', spec: {} },
    { scope: 'environments/prod', spec: { components: { redis: {}, mysql: { Profile: 'x' } } } },
  ]);
});

test.each(['dev#x', 'dev?plan=true', '..', 'dev/../prod', 'dev shop', ''])(
  '"%s" is not a valid name, because the URL would be another one',
  (name) => {
    expect(() => readPlinthFile(file(`environments: {${JSON.stringify(name)}: {}}`))).toThrow('is not a valid name');
    expect(() => scopePath(`${name}/shop`)).toThrow(/is not a valid name|is not a scope/);
    expect(() => scopePath(`environments/${name}`)).toThrow(/is not a valid name|is not a scope/);
  },
);

test('a file that is not there, is no YAML or has an unknown section is refused', () => {
  expect(() => readPlinthFile('nowhere.yaml')).toThrow('cannot be read');
  expect(() => readPlinthFile(file('a: [')).length).toThrow('cannot be read');
  expect(() => readPlinthFile(file('services: {}'))).toThrow('services');
});

test('a scope may be named shortly or in full', () => {
  expect(scopePath('base')).toBe('base');
  expect(scopePath('dev')).toBe('environments/dev');
  expect(scopePath('dev/shop')).toBe('environments/dev/applications/shop');
  expect(applicationPath('environments/dev/applications/shop')).toBe('environments/dev/applications/shop');
  expect(() => applicationPath('dev')).toThrow('is not an application');
  expect(() => scopePath('a/b/c')).toThrow('is not a scope');
});
