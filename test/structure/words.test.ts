import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { BANNED_WORDS } from './banned-words.ts';

const FILES = [
  '{src,functions,templates,statemachines,infra,docs,examples,scripts}/**/*.{ts,js,cjs,mjs,yaml,yml,md,json,html,css}',
  '*.{md,yml}',
];

/** The glossary's last column names the words that are not used. */
const GLOSSARY = 'docs/glossary.md';

const files = globSync(FILES)
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !file.includes('/node_modules/'))
  .sort();

test('every text uses the words of the glossary', () => {
  const wrong = files.flatMap(bannedIn);
  expect(wrong).toEqual([]);
});

test.each(BANNED_WORDS)('finds $pattern in "$example"', ({ pattern, example }) => {
  expect(wordsOf(example)).toMatch(pattern);
});

test.each([
  'there is no snapshot',
  'the token is no longer valid',
  'the classic load balancer',
  'standard mode',
  'the stack fits',
])('allows "%s"', (text) => {
  expect(BANNED_WORDS.filter(({ pattern }) => pattern.test(wordsOf(text)))).toEqual([]);
});

/** Answers `file:line: 'word', write …` for each banned word of a file, its name included. */
function bannedIn(file: string): string[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return [file, ...lines].flatMap((line, number) =>
    BANNED_WORDS.flatMap(({ pattern, instead }) => {
      const found = wordsOf(file === GLOSSARY ? withoutLastCell(line) : line).match(pattern);
      return found ? [`${file}:${number}: '${found[0]}', write ${instead}`] : [];
    }),
  );
}

/** A text with its identifiers split at their capitals. */
function wordsOf(text: string): string {
  return text.replaceAll(/([a-z])(?=[A-Z])/g, '$1 ').replaceAll('_', ' ');
}

function withoutLastCell(line: string): string {
  return line.startsWith('|') ? line.replace(/\|[^|]*\|\s*$/, '|') : line;
}
