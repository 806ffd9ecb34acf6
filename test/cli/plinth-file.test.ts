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
  expect(() => applicationPath('dev')).toThrow('names no application');
  expect(() => scopePath('a/b/c')).toThrow('names no scope');
});
