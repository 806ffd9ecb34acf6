import { AwsError } from '../../../kernel/errors.ts';
import type { AccountRegion, Kernel } from '../../../kernel/service.ts';

/** The part of an image's configuration that says how to run it. */
export interface ImageConfig {
  readonly Entrypoint?: readonly string[] | null;
  readonly Cmd?: readonly string[] | null;
  readonly Env?: readonly string[] | null;
  readonly WorkingDir?: string;
  readonly Labels?: Readonly<Record<string, string>> | null;
}

export interface PulledImage {
  readonly reference: string;
  readonly digest: string;
  /** The image is in a public registry, which is not reachable, so its containers are modelled. */
  readonly isPublic: boolean;
  readonly config: ImageConfig;
  readonly layers: readonly { readonly digest: string; readonly mediaType: string }[];
  fetchLayer(digest: string): Promise<Uint8Array>;
}

interface Descriptor {
  readonly digest: string;
  readonly mediaType: string;
  readonly platform?: { readonly architecture?: string; readonly os?: string };
}

interface Manifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly manifests?: readonly Descriptor[];
}

interface Repository {
  readonly accountRegion: AccountRegion;
  readonly name: string;
}

/** Resolves a reference to the image that its registry holds now. Throws `CannotPullContainerError`. */
export async function pullImage(reference: string, digest: string | undefined, kernel: Kernel): Promise<PulledImage> {
  const parsed = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/([^:@]+)(?::([^@]+))?(?:@(.+))?$/.exec(reference);
  if (parsed === null) return publicImage(reference);
  const [, account = '', region = '', name = '', tag, pinned] = parsed;
  const repository: Repository = { accountRegion: { account, region }, name };
  const imageDigest = digest ?? pinned;
  const id = imageDigest === undefined ? { imageTag: tag ?? 'latest' } : { imageDigest };
  const root = await getManifest(repository, id, { reference, kernel });
  const platform =
    root.manifest.manifests?.find((each) => each.platform?.architecture === 'amd64') ?? root.manifest.manifests?.[0];
  const { manifest } =
    platform === undefined
      ? root
      : await getManifest(repository, { imageDigest: platform.digest }, { reference, kernel });
  const fetchLayer = (layer: string) => getLayer(repository, layer, kernel);
  const config = JSON.parse(Buffer.from(await fetchLayer(manifest.config.digest)).toString()) as {
    config?: ImageConfig;
  };
  return {
    reference,
    digest: root.digest,
    isPublic: false,
    config: config.config ?? {},
    layers: manifest.layers,
    fetchLayer,
  };
}

/** Public registries are not reachable, so each of their images is modelled as a plain web server. */
function publicImage(reference: string): PulledImage {
  const digest =
    /@(sha256:[0-9a-f]{64})$/.exec(reference)?.[1] ??
    `sha256:${Buffer.from(reference).toString('hex').padEnd(64, '0').slice(0, 64)}`;
  const fetchLayer = () =>
    Promise.reject(cannotPull(reference, 'the embedded cloud pulls images from its own ECR only'));
  return { reference, digest, isPublic: true, config: {}, layers: [], fetchLayer };
}

async function getManifest(
  { accountRegion, name }: Repository,
  imageId: { imageTag?: string; imageDigest?: string },
  pull: { readonly reference: string; readonly kernel: Kernel },
): Promise<{ digest: string; manifest: Manifest }> {
  interface Answer {
    readonly images: { readonly imageManifest: string; readonly imageId: { readonly imageDigest: string } }[];
  }
  const request = { repositoryName: name, imageIds: [imageId] };
  const answer = await pull.kernel
    .invoke<Answer>('ecr', 'BatchGetImage', request, accountRegion)
    .catch((error: unknown) => {
      if (error instanceof AwsError && error.code === 'RepositoryNotFoundException')
        throw cannotPull(pull.reference, 'not found');
      throw error;
    });
  const image = answer.images[0];
  if (image === undefined) throw cannotPull(pull.reference, 'not found');
  return { digest: image.imageId.imageDigest, manifest: JSON.parse(image.imageManifest) as Manifest };
}

async function getLayer({ accountRegion, name }: Repository, layerDigest: string, kernel: Kernel): Promise<Uint8Array> {
  const request = { repositoryName: name, layerDigest };
  const { downloadUrl } = await kernel.invoke<{ downloadUrl: string }>(
    'ecr',
    'GetDownloadUrlForLayer',
    request,
    accountRegion,
  );
  const answer = await kernel.network.fetch({ method: 'GET', url: downloadUrl, headers: {}, body: new Uint8Array() });
  return answer.body;
}

function cannotPull(reference: string, why: string): AwsError {
  return new AwsError(
    'CannotPullContainerError',
    `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${reference}: ${reference}: ${why}`,
  );
}
