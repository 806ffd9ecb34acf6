import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

/** The first folder of a path tells a file of this repository from a path of an API or of a machine. */
const PATH = /`((?:src|functions|statemachines|infra|templates|test|scripts|docs|examples)\/[\w./-]+\.\w+)`/g;

/** Files that a page asks its reader to create. */
const CREATED_BY_THE_READER = ['test/workflows/try.test.ts', 'templates/environment/stream.yaml'];

const LINK = /\]\((?!https?:|#|mailto:)([^)#\s]+)/g;

/** What looks like a link inside of code is none. */
const CODE = /`[^`\n]*`/g;

const pages = [...globSync('*.md'), ...globSync('docs/**/*.md'), ...globSync('src/**/README.md')];

test('every file that a page names exists', () => {
  const wrong = pages
    .filter((page) => !page.startsWith('docs/decisions') && page !== 'CHANGELOG.md')
    .flatMap((page) => {
      const named = [...readFileSync(page, 'utf8').matchAll(PATH)].map(([, path = '']) => path);
      return named
        .filter((path) => !existsSync(path) && !CREATED_BY_THE_READER.includes(path))
        .map((path) => `${page}: ${path}`);
    });
  expect(wrong).toEqual([]);
});

test('every link between pages leads somewhere', () => {
  const wrong = pages.flatMap((page) => {
    const links = [...readFileSync(page, 'utf8').replaceAll(CODE, '').matchAll(LINK)].map(([, path = '']) => path);
    return links.filter((path) => !existsSync(join(dirname(page), path))).map((path) => `${page}: ${path}`);
  });
  expect(wrong).toEqual([]);
});
