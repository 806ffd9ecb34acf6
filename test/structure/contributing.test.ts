import { existsSync, globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const page = readFileSync('CONTRIBUTING.md', 'utf8');

test('every file and folder that CONTRIBUTING.md names exists', () => {
  const prose = page.replaceAll(/```[\s\S]*?```/g, '').replaceAll('`test/workflows/try.test.ts`', '');
  const paths = [...prose.matchAll(/`((?:src|test|functions|scripts|docs|bin|infra|\.ci)\/[\w./-]+)`/g)];
  expect(paths.length).toBeGreaterThan(0);
  expect(paths.map(([, path = '']) => path).filter((path) => !existsSync(path))).toEqual([]);
});

test('CONTRIBUTING.md says for at least 20 changes what to open and what to test', () => {
  const [, table = ''] = page.split('## I want to change …');
  const rows = [...table.matchAll(/^\| (?!I want)(?!-)(.+) \| (.+) \| (.+) \|$/gm)];
  expect(rows.length).toBeGreaterThanOrEqual(20);
  for (const [row, , open = '', tests = ''] of rows) {
    for (const cell of [open, tests]) {
      const names = [...cell.matchAll(/`([\w./-]+)`/g)].map(([, name = '']) => name);
      expect(names.length, row).toBeGreaterThan(0);
      for (const name of names) expect(name === 'BEHAVIOUR.md' || existsSync(name), `${name} in ${row}`).toBe(true);
    }
    expect(tests, row).toMatch(/`test\//);
  }
});

test('workflows pin the actions that they use to commits', () => {
  for (const file of globSync('.github/workflows/*.yml')) {
    const uses = [...readFileSync(file, 'utf8').matchAll(/uses: (\S+)/g)].map(([, action]) => action);
    expect(uses.length, file).toBeGreaterThan(0);
    for (const action of uses) expect(action).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/);
  }
});
