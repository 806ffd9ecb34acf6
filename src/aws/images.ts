import { DescribeImagesCommand, DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import type { Images, Target } from '../core/ports/index.ts';
import { unlessAws } from './aws-error.ts';
import { clientFor } from './clients.ts';

const ABSENT = ['ImageNotFoundException', 'RepositoryNotFoundException'];

/** ECR. */
export const images: Images = {
  async resolve(target, repository, reference) {
    const imageId = 'tag' in reference ? { imageTag: reference.tag } : { imageDigest: reference.digest };
    const command = new DescribeImagesCommand({ repositoryName: repository, imageIds: [imageId] });
    const [found, uri] = await Promise.all([
      unlessAws(ABSENT, clientFor(ECRClient, target).send(command), undefined),
      repositoryUri(target, repository),
    ]);
    const image = found?.imageDetails?.[0];
    if (image?.imageDigest === undefined || uri === undefined) return undefined;
    return {
      digest: image.imageDigest,
      uri: `${uri}@${image.imageDigest}`,
      ...(image.imagePushedAt && { pushedAt: image.imagePushedAt }),
    };
  },
};

async function repositoryUri(target: Target, repository: string): Promise<string | undefined> {
  const command = new DescribeRepositoriesCommand({ repositoryNames: [repository] });
  const found = await unlessAws(ABSENT, clientFor(ECRClient, target).send(command), undefined);
  return found?.repositories?.[0]?.repositoryUri;
}
