import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { catalogueReference } from './catalogue-reference/catalogue-reference.ts';
import { ranIn } from './catalogue-reference/ran-in.ts';
import { readTemplateFiles } from './package/read-template-files.ts';

/** Where the reference stands. A test compares what stands there with what would be written. */
const REFERENCE = 'docs/reference/catalogue.md';
const MINISTACK = 'docs/reference/ministack.md';

mkdirSync(dirname(REFERENCE), { recursive: true });
writeFileSync(REFERENCE, catalogueReference(readTemplateFiles(), ranIn(readFileSync(MINISTACK, 'utf8'))));
process.stdout.write(`${REFERENCE} is written\n`);
