import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ECRClient } from '@aws-sdk/client-ecr';
import { buildImage } from './local/build-image.ts';
import { type ImageOptions, imageOptions } from './local/image-options.ts';
import { LOCAL_REGION } from './local/local-options.ts';
import { pushImage } from './local/push-image.ts';

/** `npm run image`: builds a folder into an image in a repository of the embedded cloud. Answers the exit status. */
export async function localImage(argv: readonly string[], say: (line: string) => void): Promise<number> {
  const options = imageOptions(argv, process.env.AWS_ENDPOINT_URL);
  if (typeof options === 'number') return options;
  const { folder, repository, tag, buildArguments } = options;
  if (!existsSync(join(folder, 'Dockerfile'))) {
    say(`there is no Dockerfile in ${folder}`);
    return 2;
  }
  try {
    const image = buildImage(folder, buildArguments);
    await pushImage(ecrOf(options), repository, { image, tag });
    say(`${repository}:${tag} is ${image.digest}`);
    return 0;
  } catch (error) {
    say(reason(error, options));
    return 1;
  }
}

function ecrOf({ cloud }: ImageOptions): ECRClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new ECRClient({ endpoint: cloud, region: LOCAL_REGION, credentials });
}

function reason(error: unknown, { cloud, repository }: ImageOptions): string {
  const { name, message } = error as Error;
  if (name === 'RepositoryNotFoundException') {
    return `there is no repository ${repository}; provision an application of that name first`;
  }
  return /ECONNREFUSED/.test(`${message}${(error as NodeJS.ErrnoException).code}`)
    ? `no answer from ${cloud}; start the embedded cloud with npm start`
    : message;
}

if (import.meta.main) process.exitCode = await localImage(process.argv.slice(2), console.log);
