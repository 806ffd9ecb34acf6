import { ECRClient } from '@aws-sdk/client-ecr';
import { buildImage } from '../../src/cli/local/build-image.ts';
import { EXAMPLE_FOLDER } from '../../src/cli/local/example.ts';
import { pushImage } from '../../src/cli/local/push-image.ts';
import type { Stage } from './harness.ts';

/** How an image's container behaves where tasks are modelled: labels of the cloud's model driver, without their prefix. */
export type Behaviour = Readonly<Record<string, string>>;

/** Cannot start: logs one line and exits with status 1, a second after it began. */
export const CRASHING: Behaviour = {
  'exit-after-seconds': '1',
  'exit-code': '1',
  log: 'hello: cannot start: the setting DATABASE_URL is missing',
};

/** Builds the example's image as some version, and pushes it under a tag. Answers its digest. */
export async function push(
  { aws }: Stage,
  repository: string,
  { tag, version = tag, behaviour = {} }: { tag: string; version?: string; behaviour?: Behaviour },
): Promise<string> {
  const labels = Object.entries(behaviour).map(([name, value]) => [`cloud.model.${name}`, value]);
  const image = buildImage(EXAMPLE_FOLDER, { VERSION: version }, Object.fromEntries(labels));
  await pushImage(new ECRClient(aws), repository, { image, tag });
  return image.digest;
}
