import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import type { Stage } from '../../workflows/harness.ts';
import { checkInvariants } from '../../workflows/invariants.ts';
import { inventory } from '../../workflows/inventory.ts';
import { provideBase, provideLive } from '../../workflows/scenes.ts';
import { stageOfFile } from '../../workflows/stage-of-file.ts';

const DEV = 'environments/dev';
const HELLO = 'environments/dev/applications/hello';
/** Everything of the catalogue that holds data. */
const BASE = {
  applications: ['hello'],
  components: {
    artifacts: {},
    source: { Kind: 'codecommit' },
    'build-images': {},
    zone: { DomainName: 'example.com' },
    certificate: {},
  },
};
const DEVELOPMENT = {
  owner: 'team-a',
  components: { mysql: {}, aurora: {}, postgres: {}, redis: {}, search: {}, files: {} },
};

let stage: Stage;
let before: readonly string[];

stageOfFile(async (opened) => {
  stage = opened;
  before = await inventory(stage);
});

/** Ids of Plinth's stacks by their names. */
async function stacks(): Promise<Readonly<Record<string, string>>> {
  const { Stacks = [] } = await new CloudFormationClient(stage.aws).send(new DescribeStacksCommand({}));
  const ours = Stacks.filter(({ StackName }) => StackName?.startsWith('plinth--'));
  return Object.fromEntries(ours.map(({ StackName, StackId = '' }) => [StackName, StackId]));
}

/** A release's number goes on counting. */
function withoutNumbers(byName: Readonly<Record<string, string>>): readonly string[] {
  return Object.keys(byName)
    .map((name) => name.replace(/--\d+--/, '--release--'))
    .toSorted();
}

/** Two versions and a delete marker: what an empty-looking bucket may hold. */
async function fill(bucket: string): Promise<void> {
  const s3 = new S3Client(stage.aws);
  for (const Body of ['one', 'two']) await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'order', Body }));
  await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: 'order' }));
}

async function provideEverything(): Promise<void> {
  await stage.succeed('PUT', '/base', BASE);
  await stage.succeed('PUT', `/${DEV}`, DEVELOPMENT);
  await provideLive(stage, HELLO);
  const base = (await stage.state.readScopeState('base'))?.stacks;
  await fill(base?.buckets?.outputs.DataBucket ?? '');
  await fill(base?.logs?.outputs.LogBucket ?? '');
}

test('what is retired keeps its data and what that needs, is found again, and leaves nothing when its data goes', () =>
  stage.drive(async () => {
    await provideEverything();
    const all = await stacks();

    await stage.succeed('DELETE', `/${HELLO}`);
    await stage.succeed('DELETE', `/${DEV}`);
    const kept = await stacks();
    expect(Object.keys(kept).toSorted()).toEqual([
      'plinth--base--alerts',
      'plinth--base--artifacts',
      'plinth--base--buckets',
      'plinth--base--build-images',
      'plinth--base--certificate',
      'plinth--base--hello--repository',
      'plinth--base--keys',
      'plinth--base--logs',
      'plinth--base--source',
      'plinth--base--zone',
      'plinth--dev--aurora',
      'plinth--dev--files',
      'plinth--dev--mysql',
      'plinth--dev--network',
      'plinth--dev--postgres',
      'plinth--dev--redis',
      'plinth--dev--search',
    ]);
    await stage.succeed('DELETE', '/base');
    expect(await stacks()).toEqual(kept);
    await checkInvariants(stage);

    await provideEverything();
    const again = await stacks();
    expect(withoutNumbers(again)).toEqual(withoutNumbers(all));
    for (const [name, id] of Object.entries(kept)) expect(`${name} ${again[name]}`).toBe(`${name} ${id}`);

    await stage.succeed('DELETE', `/${HELLO}?data=delete&confirm=hello`);
    await stage.succeed('DELETE', `/${DEV}?data=delete&confirm=dev`);
    const { result } = await stage.succeed('DELETE', '/base?data=delete&confirm=base');
    expect(JSON.stringify(result)).not.toContain('retained');
    expect(await inventory(stage)).toEqual(before);
    await checkInvariants(stage);
  }));

test('what is gone with its data is provided anew, also where it was retired before', () =>
  stage.drive(async () => {
    await provideBase(stage);
    await stage.succeed('PUT', `/${DEV}`, { owner: 'team-a', components: { redis: {} } });
    await stage.succeed('DELETE', `/${DEV}`);
    await stage.succeed('DELETE', `/${DEV}?data=delete&confirm=dev`);
    expect(Object.keys(await stacks()).filter((name) => name.startsWith('plinth--dev'))).toEqual([]);
    await stage.succeed('DELETE', '/base?data=delete&confirm=base');
    expect(await inventory(stage)).toEqual(before);
  }));
