import { describe, expect, it } from 'vitest';
import { createKernel } from '../../../src/cloud/kernel/kernel.ts';
import type { CloudEvent } from '../../../src/cloud/kernel/service.ts';
import { ecr, ecrResourceTypes } from '../../../src/cloud/services/ecr/index.ts';
import { pushImage } from '../ecs/push-image.ts';

const PLACE = { account: '111122223333', region: 'eu-west-1' };
const DIGEST = `sha256:${'a'.repeat(64)}`;

function registry() {
  const kernel = createKernel({ clock: 'virtual', seed: 1 }, [ecr], ecrResourceTypes);
  const events: CloudEvent[] = [];
  kernel.onPublish((event) => events.push(event));
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers by their AWS names.
  const call = (operation: string, input: object): Promise<any> => kernel.invoke('ecr', operation, input, PLACE);
  return { kernel, events, call };
}

describe('images in ECR', () => {
  it('stores a pushed image under the hash of its manifest and tells EventBridge', async () => {
    const { kernel, events, call } = registry();
    const { digest } = await pushImage(kernel, { repository: 'hello', tag: '1' });
    const { images } = await call('BatchGetImage', { repositoryName: 'hello', imageIds: [{ imageTag: '1' }] });
    expect(images[0].imageId).toEqual({ imageDigest: digest, imageTag: '1' });
    expect(events).toEqual([
      {
        source: 'aws.ecr',
        detailType: 'ECR Image Action',
        resources: [],
        detail: {
          result: 'SUCCESS',
          'repository-name': 'hello',
          'image-digest': digest,
          'action-type': 'PUSH',
          'image-tag': '1',
          'manifest-media-type': 'application/vnd.oci.image.manifest.v1+json',
        },
      },
    ]);
  });

  it('serves a layer at its download URL', async () => {
    const { kernel, call } = registry();
    await pushImage(kernel, { repository: 'hello', tag: '1', files: { 'a.txt': 'A' } });
    const { images } = await call('BatchGetImage', { repositoryName: 'hello', imageIds: [{ imageTag: '1' }] });
    const layerDigest = JSON.parse(images[0].imageManifest).layers[0].digest;
    const { downloadUrl } = await call('GetDownloadUrlForLayer', { repositoryName: 'hello', layerDigest });
    const answer = await kernel.network.fetch({ method: 'GET', url: downloadUrl, headers: {}, body: new Uint8Array() });
    expect(answer.status).toBe(200);
    expect([...answer.body.subarray(0, 2)]).toEqual([0x1f, 0x8b]);
  });

  it('refuses a manifest that names unknown layers', async () => {
    const { call } = registry();
    await call('CreateRepository', { repositoryName: 'hello' });
    const imageManifest = JSON.stringify({ config: { digest: DIGEST }, layers: [] });
    await expect(call('PutImage', { repositoryName: 'hello', imageManifest })).rejects.toMatchObject({
      code: 'LayersNotFoundException',
    });
  });

  it('refuses the same image under the same tag', async () => {
    const { kernel } = registry();
    await pushImage(kernel, { repository: 'hello', tag: '1' });
    await expect(pushImage(kernel, { repository: 'hello', tag: '1' })).rejects.toMatchObject({
      code: 'ImageAlreadyExistsException',
    });
  });

  it('moves a tag to another image only where tags are mutable', async () => {
    const { kernel, call } = registry();
    await pushImage(kernel, { repository: 'hello', tag: '1' });
    const moved = await pushImage(kernel, { repository: 'hello', tag: '1', labels: { build: '2' } });
    const { imageIds } = await call('ListImages', { repositoryName: 'hello', filter: { tagStatus: 'TAGGED' } });
    expect(imageIds).toEqual([{ imageDigest: moved.digest, imageTag: '1' }]);
    await call('PutImageTagMutability', { repositoryName: 'hello', imageTagMutability: 'IMMUTABLE' });
    await expect(pushImage(kernel, { repository: 'hello', tag: '1', labels: { build: '3' } })).rejects.toMatchObject({
      code: 'ImageTagAlreadyExistsException',
    });
  });

  it('keeps an image whose one tag of two is deleted', async () => {
    const { kernel, call } = registry();
    await pushImage(kernel, { repository: 'hello', tag: '1' });
    const { digest } = await pushImage(kernel, { repository: 'hello', tag: 'latest' });
    await call('BatchDeleteImage', { repositoryName: 'hello', imageIds: [{ imageTag: '1' }] });
    const { imageDetails } = await call('DescribeImages', { repositoryName: 'hello' });
    expect(imageDetails).toMatchObject([{ imageDigest: digest, imageTags: ['latest'] }]);
  });

  it('refuses a layer whose bytes do not have the digest', async () => {
    const { call } = registry();
    await call('CreateRepository', { repositoryName: 'hello' });
    const { uploadId } = await call('InitiateLayerUpload', { repositoryName: 'hello' });
    const layerPartBlob = Buffer.from('layer');
    await call('UploadLayerPart', {
      repositoryName: 'hello',
      uploadId,
      partFirstByte: 0,
      partLastByte: 4,
      layerPartBlob,
    });
    await expect(
      call('CompleteLayerUpload', { repositoryName: 'hello', uploadId, layerDigests: [DIGEST] }),
    ).rejects.toMatchObject({
      code: 'InvalidLayerException',
    });
  });

  it('deletes a repository that holds images only by force', async () => {
    const { kernel, call } = registry();
    await pushImage(kernel, { repository: 'hello', tag: '1' });
    await expect(call('DeleteRepository', { repositoryName: 'hello' })).rejects.toMatchObject({
      code: 'RepositoryNotEmptyException',
    });
    await call('DeleteRepository', { repositoryName: 'hello', force: true });
    await expect(call('DescribeImages', { repositoryName: 'hello' })).rejects.toMatchObject({
      message: "The repository with name 'hello' does not exist in the registry with id '111122223333'",
    });
  });
});
