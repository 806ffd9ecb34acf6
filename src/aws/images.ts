import { DescribeImagesCommand, DescribeRepositoriesCommand, ECRClient, type ImageDetail } from '@aws-sdk/client-ecr';
import type { Images, TaggedImage, Target } from '../core/ports/index.ts';
import { unlessAws } from './aws-error.ts';
import { clientFor } from './clients.ts';
import { pace } from './pace.ts';

const ABSENT = ['ImageNotFoundException', 'RepositoryNotFoundException'];

/** The most images that DescribeImages answers at once. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html */
const imagesPerCallMax = 1000;
/** As many images as a repository may have. https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html */
const callsPerRepositoryMax = 10;
/** The same page names no rate of DescribeImages: one call a second is a fifth of five. */
const paced = pace({ callsPerSecond: 5, burstCalls: 10 });

/** ECR. */
export const images: Images = {
  async tagged(target, repositoryName) {
    const client = clientFor(ECRClient, target);
    const filter = { tagStatus: 'TAGGED' } as const;
    const tagged: TaggedImage[] = [];
    let nextToken: string | undefined;
    for (let calls = 0; calls < callsPerRepositoryMax; calls++) {
      const command = new DescribeImagesCommand({ repositoryName, filter, maxResults: imagesPerCallMax, nextToken });
      const answer = await unlessAws(
        ['RepositoryNotFoundException'],
        paced(() => client.send(command)),
        undefined,
      );
      if (answer === undefined) return undefined;
      tagged.push(...(answer.imageDetails ?? []).flatMap(tagsOf));
      nextToken = answer.nextToken;
      if (nextToken === undefined) break;
    }
    return tagged;
  },

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

function tagsOf({ imageTags = [], imageDigest: digest, imagePushedAt: pushedAt }: ImageDetail): TaggedImage[] {
  return digest === undefined || pushedAt === undefined ? [] : imageTags.map((tag) => ({ tag, digest, pushedAt }));
}

async function repositoryUri(target: Target, repository: string): Promise<string | undefined> {
  const command = new DescribeRepositoriesCommand({ repositoryNames: [repository] });
  const found = await unlessAws(ABSENT, clientFor(ECRClient, target).send(command), undefined);
  return found?.repositories?.[0]?.repositoryUri;
}
