import {
  BatchCheckLayerAvailabilityCommand,
  CompleteLayerUploadCommand,
  type ECRClient,
  InitiateLayerUploadCommand,
  PutImageCommand,
  UploadLayerPartCommand,
} from '@aws-sdk/client-ecr';
import type { Blob, Image } from './build-image.ts';

/**
 * Pushes an image by ECR's API, as `docker push` does by the registry protocol: the missing blobs, then the manifest with its
 * tag. Succeeds if the tag already names the image.
 */
export async function pushImage(
  ecr: ECRClient,
  repositoryName: string,
  pushed: { image: Image; tag: string },
): Promise<void> {
  const { image, tag } = pushed;
  const { layers = [] } = await ecr.send(
    new BatchCheckLayerAvailabilityCommand({ repositoryName, layerDigests: image.blobs.map(({ digest }) => digest) }),
  );
  const there = new Set(
    layers.filter((layer) => layer.layerAvailability === 'AVAILABLE').map((layer) => layer.layerDigest),
  );
  for (const blob of image.blobs) if (!there.has(blob.digest)) await pushBlob(ecr, repositoryName, blob);
  try {
    await ecr.send(
      new PutImageCommand({
        repositoryName,
        imageManifest: image.manifest,
        imageManifestMediaType: image.mediaType,
        imageTag: tag,
      }),
    );
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ImageAlreadyExistsException') throw error;
  }
}

async function pushBlob(ecr: ECRClient, repositoryName: string, { content, digest }: Blob): Promise<void> {
  const { uploadId } = await ecr.send(new InitiateLayerUploadCommand({ repositoryName }));
  await ecr.send(
    new UploadLayerPartCommand({
      repositoryName,
      uploadId,
      partFirstByte: 0,
      partLastByte: content.length - 1,
      layerPartBlob: content,
    }),
  );
  await ecr.send(new CompleteLayerUploadCommand({ repositoryName, uploadId, layerDigests: [digest] }));
}
