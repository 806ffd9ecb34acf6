import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plinth-refused-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Packages with the folder beside ours. A refusal comes before anything is written. */
function packageWith(templates: Readonly<Record<string, string>>) {
  for (const [file, text] of Object.entries(templates)) writeFileSync(join(folder, file), text);
  const env = { ...process.env, PLINTH_TEMPLATES: folder };
  const { status, stderr, stdout } = spawnSync(process.execPath, ['scripts/package.ts'], { env, encoding: 'utf8' });
  return { status, stderr, stdout };
}

test('refuses a folder without templates, then a template that breaks the contract, each in one sentence', () => {
  expect(packageWith({})).toEqual({
    status: 1,
    stderr: `${folder} has no templates (*.yaml, *.yml, *.json): look at PLINTH_TEMPLATES\n`,
    stdout: '',
  });
  const { status, stderr, stdout } = packageWith({
    'stream.yaml': 'Resources: {Stream: {Type: AWS::Kinesis::Stream}}',
  });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^template .*stream\.yaml breaks the contract: \/Metadata: .+\n$/);
});
