import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createKernel, type RunningKernel } from '../../../src/cloud/kernel/kernel.ts';
import type { PulledImage } from '../../../src/cloud/services/ecs/images/pull-image.ts';
import { unpackImage } from '../../../src/cloud/services/ecs/images/unpack-image.ts';
import { tarOf } from './push-image.ts';

let kernel: RunningKernel | undefined;

afterEach(() => kernel?.stop());

function unpack(...layers: Record<string, string>[]): Promise<string> {
  kernel = createKernel({ clock: 'virtual' }, [], []);
  const image: PulledImage = {
    reference: 'hello:1',
    digest: 'sha256:1',
    isPublic: false,
    config: {},
    layers: layers.map((_, index) => ({ digest: String(index), mediaType: 'tar' })),
    fetchLayer: async (digest) => tarOf(layers[Number(digest)]!),
  };
  return unpackImage(image, kernel);
}

describe('unpacking an image', () => {
  it('lays the layers over each other', async () => {
    const root = await unpack({ 'app/a.txt': 'old', 'app/b.txt': 'B' }, { 'app/a.txt': 'new' });
    expect(readFileSync(join(root, 'app/a.txt'), 'utf8')).toBe('new');
    expect(readFileSync(join(root, 'app/b.txt'), 'utf8')).toBe('B');
  });

  it('takes away what a later layer whites out', async () => {
    const root = await unpack({ 'app/a.txt': 'A', 'app/b.txt': 'B' }, { 'app/.wh.a.txt': '' });
    expect(existsSync(join(root, 'app/a.txt'))).toBe(false);
    expect(existsSync(join(root, 'app/b.txt'))).toBe(true);
  });

  it('refuses an entry that is outside the image', async () => {
    await expect(unpack({ '../outside.txt': 'no' })).rejects.toThrow('is outside the image');
  });

  it('goes away with the cloud', async () => {
    const root = await unpack({ 'a.txt': 'A' });
    await kernel!.stop();
    expect(existsSync(root)).toBe(false);
  });
});
