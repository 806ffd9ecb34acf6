import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { sign } from '../../src/cli/sign.ts';

let folder: string;

/** Credentials from a command that writes down how often it ran, as those of a single sign-on come. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plinth-sign-'));
  const credentials = { Version: 1, AccessKeyId: 'AKIA', SecretAccessKey: 'secret' };
  writeFileSync(join(folder, 'credentials.json'), JSON.stringify(credentials));
  const command = `sh -c "echo ran >> ${folder}/runs; cat ${folder}/credentials.json"`;
  writeFileSync(join(folder, 'config'), `[profile signer]\ncredential_process = ${command}\n`);
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'none'));
  vi.stubEnv('AWS_PROFILE', 'signer');
  vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

async function regionOf(host: string): Promise<string | undefined> {
  const url = new URL(`https://${host}/base`);
  const { authorization } = await sign({ method: 'GET', url, headers: {}, body: undefined });
  return /Credential=AKIA\/\d+\/([^/]+)\/execute-api/.exec(authorization ?? '')?.[1];
}

test("a request is signed for the region of the API's address, and where it names none, for the caller's", async () => {
  vi.stubEnv('AWS_REGION', 'us-west-2');
  expect(await regionOf('abc.execute-api.eu-west-1.amazonaws.com')).toBe('eu-west-1');
  expect(await regionOf('abc.execute-api.cn-north-1.amazonaws.com.cn')).toBe('cn-north-1');
  expect(await regionOf('plinth.example.co.uk')).toBe('us-west-2');
  vi.stubEnv('AWS_REGION', undefined);
  expect(await regionOf('plinth.example.co.uk')).toBe('us-east-1');
});

test('credentials are looked for once, not for each request', async () => {
  for (let requests = 0; requests < 3; requests++) await regionOf('abc.execute-api.eu-west-1.amazonaws.com');
  expect(readFileSync(join(folder, 'runs'), 'utf8')).toBe('ran\n');
});

test('who has no credentials is told so, and how to come by some', async () => {
  vi.stubEnv('AWS_PROFILE', 'nobody');
  vi.resetModules();
  const { sign: anew } = await import('../../src/cli/sign.ts');
  const url = new URL('https://abc.execute-api.eu-west-1.amazonaws.com/base');
  const failure = anew({ method: 'GET', url, headers: {}, body: undefined });
  await expect(failure).rejects.toMatchObject({
    name: 'CliError',
    message: expect.stringContaining('no AWS credentials to sign with'),
    nextSteps: expect.arrayContaining([expect.stringContaining('aws sso login')]),
  });
});
