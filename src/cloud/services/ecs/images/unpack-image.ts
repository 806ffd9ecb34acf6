import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { companion } from '../../../kernel/companion.ts';
import type { Kernel } from '../../../kernel/service.ts';
import type { PulledImage } from './pull-image.ts';
import { readTar, type TarEntry } from './read-tar.ts';

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

/** Folders of unpacked images, by digest. */
const foldersOf = companion((_kernel: Kernel) => new Map<string, Promise<string>>());

/** Unpacks an image once for each digest into a folder that is removed when the cloud stops. Answers the folder. */
export function unpackImage(image: PulledImage, kernel: Kernel): Promise<string> {
  const folders = foldersOf(kernel);
  const known = folders.get(image.digest);
  if (known !== undefined) return known;
  const unpacked = unpack(image, kernel);
  folders.set(image.digest, unpacked);
  return unpacked;
}

async function unpack(image: PulledImage, kernel: Kernel): Promise<string> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'cloud-image-')));
  kernel.onStop(() => rmSync(root, { recursive: true, force: true }));
  for (const { digest } of image.layers) {
    const layer = decompressed(await image.fetchLayer(digest));
    for (const entry of readTar(layer)) extract(entry, root);
  }
  return root;
}

/** The first bytes show a layer's compression; media types are not always correct. */
function decompressed(layer: Uint8Array): Uint8Array {
  if (layer[0] === 0x1f && layer[1] === 0x8b) return gunzipSync(layer);
  if (layer[0] === 0x28 && layer[1] === 0xb5) return zstdDecompressSync(layer);
  return layer;
}

function extract(entry: TarEntry, root: string): void {
  const path = inside(root, entry.path);
  const name = basename(path);
  if (name === OPAQUE) {
    rmSync(dirname(path), { recursive: true, force: true });
    return;
  }
  if (name.startsWith(WHITEOUT)) {
    rmSync(join(dirname(path), name.slice(WHITEOUT.length)), { recursive: true, force: true });
    return;
  }
  if (entry.type === 'directory') {
    mkdirSync(path, { recursive: true });
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  // A link in an earlier entry must not place this one outside the root.
  inside(root, relative(root, realpathSync(dirname(path))));
  rmSync(path, { recursive: true, force: true });
  if (entry.type === 'symlink') symlinkSync(linkTarget(entry.target, path, root), path);
  else if (entry.type === 'hardlink') linkSync(inside(root, entry.target), path);
  else writeFileSync(path, entry.content, { mode: entry.mode & 0o777 || 0o644 });
}

/** Absolute links of an image start at its root. */
function linkTarget(target: string, path: string, root: string): string {
  if (!target.startsWith('/')) return target;
  return relative(dirname(path), join(root, target)) || '.';
}

function inside(root: string, path: string): string {
  const full = resolve(root, `.${sep}${path}`);
  if (full !== root && !full.startsWith(root + sep))
    throw new Error(`the image's entry "${path}" is outside the image`);
  return full;
}
