import type {
  BatchDeleteImageRequest,
  BatchGetImageRequest,
  DescribeImagesRequest,
  ImageIdentifier,
  ListImagesRequest,
  PutImageRequest,
} from '@aws-sdk/client-ecr';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { digestOf } from './layers.ts';
import { parseManifest } from './manifest.ts';
import { findRepository, type Image, type Repository, registryOf } from './store.ts';

const PAGE_SIZE = 100;

export function putImage(input: PutImageRequest, call: Call) {
  const repository = findRepository(input.repositoryName, registryOf(call, input.registryId));
  const manifest = input.imageManifest!;
  const digest = digestOf(manifest);
  if (input.imageDigest !== undefined && input.imageDigest !== digest) {
    throw new AwsError(
      'ImageDigestDoesNotMatchException',
      'The specified image digest does not match the digest that Amazon ECR calculated for the image.',
    );
  }
  const parsed = parseManifest(manifest, input.imageManifestMediaType, repository);
  refuseRepeat(repository, digest, input.imageTag);
  const known = repository.images.get(digest);
  const image: Image = known ?? {
    digest,
    manifest,
    mediaType: parsed.mediaType,
    sizeBytes: parsed.sizeBytes,
    pushedAt: new Date(call.kernel.clock.now()),
    lastPulledAt: undefined,
  };
  repository.images.set(digest, image);
  if (input.imageTag !== undefined) repository.digestByTag.set(input.imageTag, digest);
  publishAction('PUSH', { repository, image, tag: input.imageTag }, call);
  return {
    image: {
      registryId: repository.registryId,
      repositoryName: repository.name,
      imageId: { imageDigest: digest, ...(input.imageTag === undefined ? {} : { imageTag: input.imageTag }) },
      imageManifest: manifest,
      imageManifestMediaType: image.mediaType,
    },
  };
}

export function batchGetImage(input: BatchGetImageRequest, call: Call) {
  const repository = findRepository(input.repositoryName, registryOf(call, input.registryId));
  const images = [];
  const failures = [];
  for (const imageId of input.imageIds ?? []) {
    const image = imageOf(repository, imageId);
    if (image === undefined) {
      failures.push(notFoundFailure(imageId));
      continue;
    }
    image.lastPulledAt = new Date(call.kernel.clock.now());
    images.push({
      registryId: repository.registryId,
      repositoryName: repository.name,
      imageId: { ...imageId, imageDigest: image.digest },
      imageManifest: image.manifest,
      imageManifestMediaType: image.mediaType,
    });
  }
  return { images, failures };
}

export function describeImages(input: DescribeImagesRequest, call: Call) {
  const repository = findRepository(input.repositoryName, registryOf(call, input.registryId));
  const wanted = input.imageIds?.map((imageId) => {
    const image = imageOf(repository, imageId);
    if (image === undefined) throw imageNotFound(repository, imageId);
    return image;
  });
  const all = [...new Set(wanted ?? repository.images.values())].filter((image) =>
    hasTagStatus(tagsOf(repository, image.digest), input.filter?.tagStatus),
  );
  const { page, next } = pageOf(all, input);
  return { imageDetails: page.map((image) => imageDetail(repository, image)), ...next };
}

export function listImages(input: ListImagesRequest, call: Call) {
  const repository = findRepository(input.repositoryName, registryOf(call, input.registryId));
  const all = [...repository.images.keys()].flatMap((imageDigest): ImageIdentifier[] => {
    const tags = tagsOf(repository, imageDigest);
    if (!hasTagStatus(tags, input.filter?.tagStatus)) return [];
    return tags.length === 0 ? [{ imageDigest }] : tags.map((imageTag) => ({ imageDigest, imageTag }));
  });
  const { page, next } = pageOf(all, input);
  return { imageIds: page, ...next };
}

/**
 * Deleting by tag removes the tag, and the image with its last tag. Deleting by digest removes the image and all its
 * tags.
 */
export function batchDeleteImage(input: BatchDeleteImageRequest, call: Call) {
  const repository = findRepository(input.repositoryName, registryOf(call, input.registryId));
  const imageIds: ImageIdentifier[] = [];
  const failures = [];
  for (const imageId of input.imageIds ?? []) {
    const image = imageOf(repository, imageId);
    if (image === undefined) {
      failures.push(notFoundFailure(imageId));
      continue;
    }
    const tags = imageId.imageTag === undefined ? tagsOf(repository, image.digest) : [imageId.imageTag];
    for (const tag of tags) repository.digestByTag.delete(tag);
    if (tagsOf(repository, image.digest).length === 0) repository.images.delete(image.digest);
    for (const tag of tags.length === 0 ? [undefined] : tags) {
      imageIds.push({ imageDigest: image.digest, ...(tag === undefined ? {} : { imageTag: tag }) });
      publishAction('DELETE', { repository, image, tag }, call);
    }
  }
  return { imageIds, failures };
}

function refuseRepeat(repository: Repository, digest: string, tag: string | undefined): void {
  const repeats = tag === undefined ? repository.images.has(digest) : repository.digestByTag.get(tag) === digest;
  if (repeats) {
    throw new AwsError(
      'ImageAlreadyExistsException',
      `Image with digest '${digest}' and tag '${tag ?? 'null'}' already exists in the repository with name '${repository.name}' in registry with id '${repository.registryId}'`,
    );
  }
  if (tag !== undefined && repository.tagMutability === 'IMMUTABLE' && repository.digestByTag.has(tag)) {
    throw new AwsError(
      'ImageTagAlreadyExistsException',
      `The image tag '${tag}' already exists in the '${repository.name}' repository and cannot be overwritten because the tag is immutable.`,
    );
  }
}

interface Action {
  readonly repository: Repository;
  readonly image: Image;
  readonly tag: string | undefined;
}

function publishAction(type: 'PUSH' | 'DELETE', action: Action, call: Call): void {
  const detail = {
    result: 'SUCCESS',
    'repository-name': action.repository.name,
    'image-digest': action.image.digest,
    'action-type': type,
    ...(action.tag === undefined ? {} : { 'image-tag': action.tag }),
    'manifest-media-type': action.image.mediaType,
  };
  const accountRegion = { account: action.repository.registryId, region: call.region };
  call.kernel.publish({ source: 'aws.ecr', detailType: 'ECR Image Action', resources: [], detail }, accountRegion);
}

function imageOf(repository: Repository, id: ImageIdentifier): Image | undefined {
  const tagged = id.imageTag === undefined ? undefined : repository.digestByTag.get(id.imageTag);
  if (id.imageTag !== undefined && tagged === undefined) return undefined;
  if (id.imageDigest !== undefined && tagged !== undefined && id.imageDigest !== tagged) return undefined;
  return repository.images.get(id.imageDigest ?? tagged ?? '');
}

function tagsOf(repository: Repository, digest: string): string[] {
  return [...repository.digestByTag].filter(([, tagged]) => tagged === digest).map(([tag]) => tag);
}

function hasTagStatus(tags: readonly string[], status: string | undefined): boolean {
  if (status === 'TAGGED') return tags.length > 0;
  if (status === 'UNTAGGED') return tags.length === 0;
  return true;
}

function imageDetail(repository: Repository, image: Image) {
  const imageTags = tagsOf(repository, image.digest);
  return {
    registryId: repository.registryId,
    repositoryName: repository.name,
    imageDigest: image.digest,
    ...(imageTags.length === 0 ? {} : { imageTags }),
    imageSizeInBytes: image.sizeBytes,
    imagePushedAt: image.pushedAt,
    imageManifestMediaType: image.mediaType,
    ...(image.lastPulledAt === undefined ? {} : { lastRecordedPullTime: image.lastPulledAt }),
  };
}

function pageOf<T>(all: readonly T[], input: { nextToken?: string | undefined; maxResults?: number | undefined }) {
  const start = Number(input.nextToken ?? 0);
  const end = start + (input.maxResults ?? PAGE_SIZE);
  return { page: all.slice(start, end), next: end < all.length ? { nextToken: String(end) } : {} };
}

function notFoundFailure(imageId: ImageIdentifier) {
  return { imageId, failureCode: 'ImageNotFound', failureReason: 'Requested image not found' };
}

function imageNotFound(repository: Repository, id: ImageIdentifier): AwsError {
  return new AwsError(
    'ImageNotFoundException',
    `The image with imageId {imageDigest:'${id.imageDigest ?? 'null'}', imageTag:'${id.imageTag ?? 'null'}'} does not exist within the repository with name '${repository.name}' in the registry with id '${repository.registryId}'`,
  );
}
