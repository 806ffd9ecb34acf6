import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Kernel } from '../../../src/cloud/kernel/service.ts';

export interface ImageContent {
  readonly repository: string;
  readonly tag: string;
  readonly labels?: Record<string, string>;
  readonly files?: Record<string, string>;
  readonly command?: string[];
  readonly workingDirectory?: string;
}

/** Pushes a real image (one gzipped tar layer and a configuration) into the ECR of the kernel's default place. */
export async function pushImage(kernel: Kernel, content: ImageContent): Promise<{ reference: string; digest: string }> {
  const place = { account: kernel.defaultAccount, region: kernel.defaultRegion };
  const repositoryName = content.repository;
  await kernel.invoke('ecr', 'CreateRepository', { repositoryName }, place).catch(() => {});
  const layer = await pushBlob(kernel, repositoryName, gzipSync(tarOf(content.files ?? {})));
  const configuration = {
    config: { Cmd: content.command ?? [], WorkingDir: content.workingDirectory ?? '/', Labels: content.labels ?? {} },
  };
  const config = await pushBlob(kernel, repositoryName, Buffer.from(JSON.stringify(configuration)));
  const imageManifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: config, size: 1 },
    layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', digest: layer, size: 1 }],
  });
  const input = { repositoryName, imageManifest, imageTag: content.tag };
  const { image } = await kernel.invoke<{ image: { imageId: { imageDigest: string } } }>(
    'ecr',
    'PutImage',
    input,
    place,
  );
  return {
    reference: `${place.account}.dkr.ecr.${place.region}.amazonaws.com/${repositoryName}:${content.tag}`,
    digest: image.imageId.imageDigest,
  };
}

async function pushBlob(kernel: Kernel, repositoryName: string, blob: Uint8Array): Promise<string> {
  const place = { account: kernel.defaultAccount, region: kernel.defaultRegion };
  const digest = `sha256:${createHash('sha256').update(blob).digest('hex')}`;
  const { layers } = await kernel.invoke<{ layers: { layerAvailability: string }[] }>(
    'ecr',
    'BatchCheckLayerAvailability',
    { repositoryName, layerDigests: [digest] },
    place,
  );
  if (layers[0]?.layerAvailability === 'AVAILABLE') return digest;
  const { uploadId } = await kernel.invoke<{ uploadId: string }>(
    'ecr',
    'InitiateLayerUpload',
    { repositoryName },
    place,
  );
  const part = { repositoryName, uploadId, partFirstByte: 0, partLastByte: blob.length - 1, layerPartBlob: blob };
  await kernel.invoke('ecr', 'UploadLayerPart', part, place);
  await kernel.invoke('ecr', 'CompleteLayerUpload', { repositoryName, uploadId, layerDigests: [digest] }, place);
  return digest;
}

/** A ustar archive of text files. */
export function tarOf(files: Record<string, string>): Uint8Array {
  const blocks = Object.entries(files).flatMap(([path, text]) => {
    const content = Buffer.from(text);
    const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
    return [headerOf(path, content.length), content, padding];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

function headerOf(path: string, size: number): Buffer {
  const header = Buffer.alloc(512);
  header.write(path, 0);
  header.write('0000644\0', 100);
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}
