import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nameCatalogArtifact } from '../../scripts/package/name-catalog-artifact.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plinth-package-'));
});
afterEach(() => rm(folder, { recursive: true }));

test("the product's artifact is the function's zip, in the template and in what osls deploys", async () => {
  const Resources = {
    CatalogParametersParsedLambdaFunction: { Properties: { Code: { S3Key: 'serverless/plinth/7/parser.zip' } } },
    EnvironmentProduct: { Properties: { Url: 'https://bucket/CATALOG_ARTIFACT_KEY' } },
  };
  await write('cloudformation-template-update-stack.json', { Resources });
  await write('serverless-state.json', { service: { Resources } });
  await nameCatalogArtifact(folder);
  for (const file of ['cloudformation-template-update-stack.json', 'serverless-state.json']) {
    expect(await readFile(join(folder, file), 'utf8')).toContain('https://bucket/serverless/plinth/7/parser.zip');
  }
});

test('a package without Service Catalog stays as it is', async () => {
  await write('cloudformation-template-update-stack.json', { Resources: {} });
  await nameCatalogArtifact(folder);
});

test('a package without the function is refused', async () => {
  await write('cloudformation-template-update-stack.json', { Resources: {}, Url: 'CATALOG_ARTIFACT_KEY' });
  await expect(nameCatalogArtifact(folder)).rejects.toThrow('no function');
});

const write = (file: string, content: unknown) => writeFile(join(folder, file), JSON.stringify(content));
