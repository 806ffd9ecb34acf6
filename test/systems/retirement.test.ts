import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import type { Stage } from '../workflows/harness.ts';
import { checkInvariants } from '../workflows/invariants.ts';
import { provideApplication, provideEnvironment, provideLive } from '../workflows/scenes.ts';
import { stageOfFile } from '../workflows/stage-of-file.ts';
import { versionOf } from '../workflows/users.ts';

let stage: Stage;

stageOfFile(
  async (opened) => {
    stage = opened;
  },
  { with: 'base' },
);

async function stackNames(prefix: string): Promise<readonly string[]> {
  const { Stacks = [] } = await new CloudFormationClient(stage.aws).send(new DescribeStacksCommand({}));
  return Stacks.flatMap(({ StackName = '' }) => (StackName.startsWith(prefix) ? [StackName] : [])).toSorted();
}

async function buckets(): Promise<readonly string[]> {
  const { Buckets = [] } = await new S3Client({ ...stage.aws, forcePathStyle: true }).send(new ListBucketsCommand({}));
  return Buckets.map(({ Name = '' }) => Name).toSorted();
}

test('an application goes with its releases, an environment after it, and both can be provided again', () =>
  stage.drive(async () => {
    const hello = 'environments/dev/applications/hello';
    await provideEnvironment(stage, 'dev');
    await provideLive(stage, hello);
    await stage.succeed('POST', `/${hello}/releases`, { image: 'hello:2' });
    const refusedWhileThere = await stage.send('DELETE', '/environments/dev');
    expect(refusedWhileThere).toMatchObject({ status: 409, body: { code: 'ScopeNotEmpty' } });

    await stage.succeed('DELETE', `/${hello}`);
    expect(await stackNames('plinth--dev--hello')).toEqual([]);
    expect((await stage.send('GET', `/${hello}`)).body).toMatchObject({ status: 'retired', spec: null, stacks: {} });
    expect((await stage.send('GET', `/${hello}`)).body.live).toBeUndefined();
    await checkInvariants(stage);

    await stage.succeed('DELETE', '/environments/dev');
    expect(await stackNames('plinth--dev')).toEqual([]);
    expect((await new ECSClient(stage.aws).send(new ListClustersCommand({}))).clusterArns).toEqual([]);
    const { Vpcs = [] } = await new EC2Client(stage.aws).send(new DescribeVpcsCommand({}));
    expect(Vpcs.filter(({ IsDefault }) => !IsDefault)).toEqual([]);
    await checkInvariants(stage);

    await provideEnvironment(stage, 'dev');
    await provideLive(stage, hello);
    expect(await versionOf(stage, hello)).toBe('version 1');
    await checkInvariants(stage);
    await stage.succeed('DELETE', `/${hello}`);
    await stage.succeed('DELETE', '/environments/dev');
  }));

test('an application takes a release along that waits for its approval', () =>
  stage.drive(async () => {
    const hello = 'environments/asked/applications/hello';
    await provideEnvironment(stage, 'asked');
    await provideLive(stage, hello);
    await provideApplication(stage, hello, { approval: true });
    const waiting = await stage.run('POST', `/${hello}/releases`, { image: 'hello:2' });
    expect(waiting.status).toBe('waiting');
    await stage.succeed('DELETE', `/${hello}`);
    expect(await stage.ended(waiting.id)).toMatchObject({ status: 'failed', error: { code: 'Superseded' } });
    await stage.succeed('DELETE', '/environments/asked');
    expect(await stackNames('plinth--asked')).toEqual([]);
    await checkInvariants(stage);
  }));

test('a protected environment stays until it no longer is', () =>
  stage.drive(async () => {
    await stage.succeed('PUT', '/environments/safe', { owner: 'team-a', protected: true });
    expect(await stage.send('DELETE', '/environments/safe')).toMatchObject({
      status: 409,
      body: { code: 'ScopeProtected' },
    });
    await stage.succeed('PUT', '/environments/safe', { owner: 'team-a', protected: false });
    await stage.succeed('DELETE', '/environments/safe');
    await checkInvariants(stage);
  }));

test('an environment that expires goes with its applications, and nobody asks for it', () =>
  stage.drive(async () => {
    const { endedAt } = await stage.succeed('PUT', '/environments/fleeting', { owner: 'team-a' });
    const expires = new Date(Date.parse(endedAt ?? '') + 3600_000).toISOString();
    await stage.succeed('PUT', '/environments/fleeting', { owner: 'team-a', expires });
    await provideApplication(stage, 'environments/fleeting/applications/hello');
    await stage.sleep(3600 + 1800);
    expect((await stage.send('GET', '/environments/fleeting')).body).toMatchObject({ status: 'retired', spec: null });
    expect(await stackNames('plinth--fleeting')).toEqual([]);
    const { items } = (await stage.send('GET', '/operations?scope=environments/fleeting')).body;
    expect(items[0]).toMatchObject({ kind: 'retire', requestedBy: 'plinth', trigger: 'schedule', status: 'succeeded' });
    await checkInvariants(stage);
  }));

test('a base that is retired keeps its data, finds it again, and gives it up only when its name is typed', () =>
  stage.drive(async () => {
    const [stacks, kept] = [await stackNames('plinth--base'), await buckets()];
    const { result } = await stage.succeed('DELETE', '/base');
    expect(JSON.stringify(result)).toContain('holds data');
    expect(await buckets()).toEqual(kept);
    expect(await stackNames('plinth--base--buckets')).toHaveLength(1);
    const again = await stage.succeed('PUT', '/base', { applications: ['hello'] });
    expect(again.steps.find(({ name }) => name === 'buckets')?.action).toBe('keep');
    expect(await stackNames('plinth--base')).toEqual(stacks);
    await checkInvariants(stage);
    const { repositories = [] } = await new ECRClient(stage.aws).send(new DescribeRepositoriesCommand({}));
    expect(repositories.map(({ repositoryName }) => repositoryName)).toEqual(['hello']);

    expect(await stage.send('DELETE', '/base?data=delete')).toMatchObject({
      status: 400,
      body: { code: 'InvalidRequest' },
    });
    await stage.succeed('DELETE', '/base?data=delete&confirm=base');
    expect(await stackNames('plinth--base')).toEqual([]);
    await checkInvariants(stage);
  }));
