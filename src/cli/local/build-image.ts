import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type ImageRecipe, parseDockerfile } from './dockerfile.ts';
import { tar } from './tar.ts';

export interface Blob {
  /** `sha256:...` of the content. */
  readonly digest: string;
  readonly content: Uint8Array;
}

/** An OCI image: its manifest and the blobs that the manifest lists. */
export interface Image {
  /** `sha256:...` of the manifest, which is the image's digest. */
  readonly digest: string;
  readonly manifest: string;
  readonly mediaType: string;
  readonly blobs: readonly Blob[];
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

/**
 * Builds a folder's Dockerfile into an image of one layer, without a container engine. Leaves out the base
 * image, because the embedded cloud runs the image's command as a local process with this machine's `node`.
 * The same folder and arguments give the same digest.
 */
export function buildImage(
  folder: string,
  buildArguments: Readonly<Record<string, string>> = {},
  labels: Readonly<Record<string, string>> = {},
): Image {
  const recipe = parseDockerfile(readFileSync(join(folder, 'Dockerfile'), 'utf8'), buildArguments);
  const archive = tar(filesOf(folder, recipe));
  const layer = blob(gzipSync(archive));
  const config = blob(Buffer.from(JSON.stringify(imageConfig(recipe, labels, blob(archive).digest))));
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: describe('application/vnd.oci.image.config.v1+json', config),
    layers: [describe('application/vnd.oci.image.layer.v1.tar+gzip', layer)],
  });
  return { digest: digestOf(Buffer.from(manifest)), manifest, mediaType: MANIFEST, blobs: [config, layer] };
}

function filesOf(folder: string, recipe: ImageRecipe) {
  return recipe.copies.flatMap(({ from, to }) =>
    from.map((file) => ({
      path: posix.join(recipe.workingDirectory, to, file).replace(/^\//, ''),
      content: readFileSync(join(folder, file)),
      mode: 0o644,
    })),
  );
}

function imageConfig(recipe: ImageRecipe, labels: Readonly<Record<string, string>>, layerDiffId: string) {
  return {
    architecture: 'amd64',
    os: 'linux',
    config: {
      Env: Object.entries(recipe.environment).map(([name, value]) => `${name}=${value}`),
      WorkingDir: recipe.workingDirectory,
      ExposedPorts: Object.fromEntries(recipe.ports.map((port) => [`${port}/tcp`, {}])),
      Labels: { ...recipe.labels, ...labels },
      ...(recipe.user === undefined ? {} : { User: recipe.user }),
      ...(recipe.entrypoint === undefined ? {} : { Entrypoint: recipe.entrypoint }),
      ...(recipe.command === undefined ? {} : { Cmd: recipe.command }),
    },
    rootfs: { type: 'layers', diff_ids: [layerDiffId] },
  };
}

function blob(content: Uint8Array): Blob {
  return { digest: digestOf(content), content };
}

function digestOf(content: Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

function describe(mediaType: string, { digest, content }: Blob) {
  return { mediaType, digest, size: content.length };
}
