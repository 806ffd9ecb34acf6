import { AwsError } from '../../kernel/errors.ts';
import type { Repository } from './store.ts';

const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';

interface Descriptor {
  readonly digest: string;
  readonly size?: number;
}

interface Manifest {
  readonly mediaType?: string;
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly manifests?: readonly Descriptor[];
}

/**
 * Reads a manifest and checks that everything it names is in the repository.
 * Throws `InvalidParameterException`, `LayersNotFoundException` or `ReferencedImagesNotFoundException`.
 */
export function parseManifest(
  text: string,
  mediaType: string | undefined,
  repository: Repository,
): { mediaType: string; sizeBytes: number } {
  const manifest = manifestOf(text);
  if (manifest.manifests !== undefined) {
    const missing = manifest.manifests.filter(({ digest }) => !repository.images.has(digest));
    if (missing.length > 0) {
      throw new AwsError(
        'ReferencedImagesNotFoundException',
        `Images with digests '${digests(missing)}' required for pushing image into repository with name '${repository.name}' in the registry with id '${repository.registryId}' do not exist`,
      );
    }
    const sizes = manifest.manifests.map(({ digest }) => repository.images.get(digest)!.sizeBytes);
    return { mediaType: manifest.mediaType ?? mediaType ?? OCI_INDEX, sizeBytes: sum(sizes) };
  }
  const blobs = [manifest.config!, ...(manifest.layers ?? [])];
  const missing = blobs.filter(({ digest }) => !repository.layers.has(digest));
  if (missing.length > 0) {
    throw new AwsError(
      'LayersNotFoundException',
      `Layers with digests '${digests(missing)}' required for pushing image into repository with name '${repository.name}' in the registry with id '${repository.registryId}' do not exist`,
    );
  }
  const sizes = blobs.map(({ digest }) => repository.layers.get(digest)!.length);
  return { mediaType: manifest.mediaType ?? mediaType ?? OCI_MANIFEST, sizeBytes: sum(sizes) };
}

function manifestOf(text: string): Manifest {
  try {
    const manifest = JSON.parse(text) as Manifest;
    if (manifest.manifests !== undefined || manifest.config?.digest !== undefined) return manifest;
  } catch {
    // Falls through: text that is not JSON and JSON that is not a manifest get the same error.
  }
  throw new AwsError(
    'InvalidParameterException',
    "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'",
  );
}

function digests(descriptors: readonly Descriptor[]): string {
  return `[${descriptors.map(({ digest }) => digest).join(', ')}]`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
