import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { CONTRACT, contractDocuments } from '../../scripts/contract/contract-documents.ts';
import { PlinthFile } from '../../src/core/spec/plinth-file.ts';

const read = (...path: string[]) => JSON.parse(readFileSync(join(CONTRACT, ...path), 'utf8'));

describe.each(contractDocuments())('$file', ({ file, document, changes }) => {
  test('is kept as the code says it: after a change, run `npm run reference`', () => {
    expect(read(file)).toEqual(document);
  });

  test('breaks no reader of what was promised', () => {
    const advice =
      'before a first release, a change on purpose is promised by `node scripts/run.js scripts/contract.ts --promise`';
    expect(changes(read('baseline', file), document), advice).toEqual([]);
  });

  test('is a promise with something in it', () => {
    expect(Object.keys(read('baseline', file)).length).toBeGreaterThan(1);
    expect(changes(document, { ...document, paths: {}, $defs: {} })).not.toEqual([]);
  });
});

test('every file of the contract has its document', () => {
  const files = contractDocuments().map(({ file }) => file);
  expect(globSync(join(CONTRACT, '**/*.json')).sort()).toEqual(
    files.flatMap((file) => [join(CONTRACT, file), join(CONTRACT, 'baseline', file)]).sort(),
  );
});

test.each(globSync('examples/**/plinth.yaml'))('%s is valid by the schema of the file', (path) => {
  const parsed = PlinthFile.safeParse(parse(readFileSync(path, 'utf8')));
  expect(parsed.error?.issues ?? []).toEqual([]);
});
