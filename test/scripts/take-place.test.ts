import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takePlace } from '../../scripts/package/take-place.ts';

let root: string;
let [folder, draft] = ['', ''];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'plinth-take-place-'));
  [folder, draft] = [join(root, 'functions'), join(root, 'draft')];
  for (const path of [folder, draft]) mkdirSync(path);
});
afterEach(() => rmSync(root, { recursive: true }));

test('the new files stand where the old ones stood, and what nobody makes any more is gone', async () => {
  writeFileSync(join(folder, 'api.zip'), 'old');
  writeFileSync(join(folder, 'gone.zip'), 'old');
  writeFileSync(join(draft, 'api.zip'), 'new');
  writeFileSync(join(draft, 'plan.zip'), 'new');
  await takePlace(draft, folder);
  expect(readdirSync(folder).sort()).toEqual(['api.zip', 'plan.zip']);
  expect(readFileSync(join(folder, 'api.zip'), 'utf8')).toBe('new');
});

test('who reads meanwhile finds every file, and two that package at once do not stop each other', async () => {
  const names = Array.from({ length: 50 }, (_, index) => `${index}.zip`);
  const other = join(root, 'other');
  mkdirSync(other);
  for (const name of names) for (const path of [folder, draft, other]) writeFileSync(join(path, name), path);
  let missing = 0;
  let over = false;
  const both = Promise.all([takePlace(draft, folder), takePlace(other, folder)]).finally(() => {
    over = true;
  });
  while (!over) {
    missing += names.filter((name) => !existsSync(join(folder, name))).length;
    await new Promise(setImmediate);
  }
  await both;
  expect([missing, readdirSync(folder).length]).toEqual([0, 50]);
});
