import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { buildImage } from '../../src/cli/local/build-image.ts';
import { parseDockerfile } from '../../src/cli/local/dockerfile.ts';
import { tar } from '../../src/cli/local/tar.ts';

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'image-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

test('a Dockerfile is read with its build arguments', () => {
  const recipe = parseDockerfile(
    [
      'FROM node:24',
      'ARG VERSION=1',
      'ENV VERSION=$VERSION',
      'WORKDIR /app',
      'COPY a.js b.js ./',
      'CMD ["node", "a.js"]',
    ].join('\n'),
    { VERSION: '7' },
  );
  expect(recipe.environment).toEqual({ VERSION: '7' });
  expect(recipe.copies).toEqual([{ from: ['a.js', 'b.js'], to: './' }]);
  expect(recipe.command).toEqual(['node', 'a.js']);
});

test('an argument that nobody gave has its default', () => {
  expect(parseDockerfile('ARG VERSION=1\nENV VERSION=$VERSION').environment).toEqual({ VERSION: '1' });
});

test('an instruction that needs a container engine is refused by name', () => {
  expect(() => parseDockerfile('RUN apt-get update')).toThrow('"RUN" needs a container engine');
});

test('a command in shell form is refused with the form that works', () => {
  expect(() => parseDockerfile('CMD node server.js')).toThrow('exec form');
});

test('the same folder makes the same image, and another argument makes another', () => {
  const folder = folderWith({
    Dockerfile: 'ARG V=1\nENV V=$V\nWORKDIR /app\nCOPY a.js ./\nCMD ["node", "a.js"]',
    'a.js': '1;',
  });
  expect(buildImage(folder).digest).toBe(buildImage(folder).digest);
  expect(buildImage(folder, { V: '2' }).digest).not.toBe(buildImage(folder).digest);
});

test('the manifest names every blob by its digest and size', () => {
  const folder = folderWith({
    Dockerfile: 'WORKDIR /app\nCOPY a.js ./\nCMD ["node", "a.js"]',
    'a.js': 'console.log(1)',
  });
  const { manifest, blobs } = buildImage(folder);
  const { config, layers } = JSON.parse(manifest);
  expect([config, ...layers].map(({ digest, size }) => [digest, size])).toEqual(
    blobs.map(({ digest, content }) => [digest, content.length]),
  );
  const archive = gunzipSync(blobs[1]?.content ?? new Uint8Array());
  expect(archive.toString('latin1', 0, 8)).toBe('app/a.js');
});

test('a tar header carries the size in octal, and a checksum that adds up', () => {
  const archive = Buffer.from(tar([{ path: 'app/x', content: Buffer.from('hello'), mode: 0o644 }]));
  expect(archive.toString('latin1', 124, 135)).toBe('00000000005');
  const sum = archive.subarray(0, 512).reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  expect(Number.parseInt(archive.toString('latin1', 148, 154), 8)).toBe(sum);
  expect(archive.length % 512).toBe(0);
});

test('a path that a tar header cannot hold is refused', () => {
  expect(() => tar([{ path: 'x'.repeat(101), content: new Uint8Array(), mode: 0o644 }])).toThrow('at most 100 bytes');
});
