import { CreateRepositoryCommand, DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localImage } from '../../src/cli/local-image.ts';
import { type Cloud, startCloud } from '../../src/cloud/index.ts';

const FOLDER = 'examples/hello';

let cloud: Cloud;
let ecr: ECRClient;

beforeAll(async () => {
  cloud = await startCloud({ port: 0, region: 'eu-west-1' });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  ecr = new ECRClient({ endpoint: cloud.endpoint, region: 'eu-west-1', credentials });
  await ecr.send(new CreateRepositoryCommand({ repositoryName: 'shop' }));
});

afterAll(() => cloud.stop());

async function image(...argv: readonly string[]) {
  const said: string[] = [];
  const status = await localImage([...argv, '--cloud', cloud.endpoint], (line) => said.push(line));
  return { status, said: said.join('\n') };
}

test('a folder becomes an image in the repository, another with another argument', async () => {
  const first = await image(FOLDER, 'shop:1', '--build-arg', 'VERSION=1');
  const second = await image(FOLDER, 'shop:2', '--build-arg', 'VERSION=2');
  expect([first.status, second.status]).toEqual([0, 0]);
  const { imageDetails = [] } = await ecr.send(new DescribeImagesCommand({ repositoryName: 'shop' }));
  const digests = Object.fromEntries(imageDetails.map(({ imageTags, imageDigest }) => [imageTags?.[0], imageDigest]));
  expect(first.said).toBe(`shop:1 is ${digests[1]}`);
  expect(digests[1]).not.toBe(digests[2]);
});

test('what cannot be pushed is said in a sentence', async () => {
  expect(await image(FOLDER, 'nobody:1')).toMatchObject({
    status: 1,
    said: expect.stringContaining('provision an application of that name first'),
  });
  expect(await image('examples', 'shop:1')).toEqual({ status: 2, said: 'there is no Dockerfile in examples' });
  expect(await image(FOLDER, 'shop')).toMatchObject({ status: 2 });
  const away = await localImage([FOLDER, 'shop:1', '--cloud', 'https://api.ecr.eu-west-1.amazonaws.com'], () => {});
  expect(away).toBe(2);
  const closed: string[] = [];
  expect(await localImage([FOLDER, 'shop:1', '--cloud', 'http://localhost:1'], (line) => closed.push(line))).toBe(1);
  expect(closed).toEqual(['no answer from http://localhost:1; start the embedded cloud with npm start']);
});
