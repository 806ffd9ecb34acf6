import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { expect, onTestFinished, test } from 'vitest';
import { measureBundles } from '../../scripts/bench/measured.ts';

test('bundles are measured, and what else lies in their folder is let be', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-measured-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const code = new TextEncoder().encode('exports.handler = () => {};');
  const zip = zipSync({ 'index.js': code });
  writeFileSync(join(folder, 'plan.zip'), zip);
  writeFileSync(join(folder, 'package-inputs.json'), '');
  expect(measureBundles(folder)).toEqual([
    { name: 'plan', bundleBytes: code.length, zipBytes: zip.length, importMilliseconds: expect.any(Number) },
  ]);
});
