import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CONTRACT, contractDocuments } from './contract/contract-documents.ts';

/** Writes the contract. With `--promise`, also as the version that later ones are compared with: once for each release. */
const folders = process.argv.includes('--promise') ? [CONTRACT, join(CONTRACT, 'baseline')] : [CONTRACT];

for (const { file, document } of contractDocuments()) {
  for (const folder of folders) {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify(document, null, 2)}\n`);
    process.stdout.write(`${path} is written\n`);
  }
}
