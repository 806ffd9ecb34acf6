import { DescribeTaskDefinitionCommand, DescribeTasksCommand, ECSClient, ListTasksCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import type { Stage } from '../../workflows/harness.ts';
import { push } from '../../workflows/images.ts';
import { checkInvariants } from '../../workflows/invariants.ts';
import { provideBase, QUICK } from '../../workflows/scenes.ts';
import { fateOf, outputsOf, resourcesOf, secretOf } from '../../workflows/stack-views.ts';
import { stageOfFile } from '../../workflows/stage-of-file.ts';

const DEV = '/environments/dev';
const SHOP = `${DEV}/applications/big-shop`;
const STACK = 'plinth--dev--big-shop--database';
const SPEC = { route: { path: '/shop/*' }, components: { database: {} }, release: QUICK };
const STORES = { mysql: { Profile: 'development' }, aurora: { Profile: 'development' } };

let stage: Stage;

stageOfFile(async (opened) => {
  stage = opened;
  await provideBase(stage, ['big-shop', 'blog']);
  await stage.succeed('PUT', DEV, { components: STORES });
  await stage.succeed('PUT', SHOP, SPEC);
});

/** What the client of a database was told to do, each time that it ran. */
async function runs(stackName: string) {
  const ecs = new ECSClient(stage.aws);
  const [cluster] = await resourcesOf(stage, stackName, 'AWS::ECS::Cluster');
  const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster, desiredStatus: 'STOPPED' }));
  const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
  return tasks.map(({ overrides, containers }) => ({
    wish: overrides?.containerOverrides?.[0]?.environment?.[0]?.value,
    exitCode: containers?.[0]?.exitCode,
  }));
}

async function client(stackName: string) {
  const [taskDefinition] = await resourcesOf(stage, stackName, 'AWS::ECS::TaskDefinition');
  const answer = await new ECSClient(stage.aws).send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  return answer.taskDefinition?.containerDefinitions?.[0];
}

test("a database and a user are made on the environment's server, with a password that nobody has seen", () =>
  stage.drive(async () => {
    const made = await outputsOf(stage, STACK);
    const server = await outputsOf(stage, 'plinth--dev--mysql');
    expect(made).toMatchObject({
      DatabaseHost: server.MysqlHost,
      DatabasePort: '3306',
      DatabaseName: 'app_big_shop',
      DatabaseClientSecurityGroup: server.MysqlClientSecurityGroup,
    });
    const { username, password = '' } = await secretOf(stage, made.DatabaseSecretArn);
    expect([username, password.length]).toEqual(['app_big_shop', 32]);
    expect(await runs(STACK)).toEqual([{ wish: 'present', exitCode: 0 }]);
    const definition = await client(STACK);
    expect(definition?.image).toBe('public.ecr.aws/docker/library/mysql:8.4');
    expect(definition?.secrets).toContainEqual({
      name: 'ADMIN_PASSWORD',
      valueFrom: `${server.MysqlSecretArn}:password::`,
    });
    expect(JSON.stringify(definition)).not.toContain(password);
    expect(definition?.environment).toContainEqual({ name: 'GRANT_NAME', value: 'app\\_big\\_shop' });
  }));

test('a release finds its database', () =>
  stage.drive(async () => {
    await push(stage, 'big-shop', { tag: '1' });
    await stage.succeed('POST', `${SHOP}/releases`, { image: 'big-shop:1' });
    const [taskDefinition] = await resourcesOf(stage, 'plinth--dev--big-shop--1--task', 'AWS::ECS::TaskDefinition');
    const answer = await new ECSClient(stage.aws).send(new DescribeTaskDefinitionCommand({ taskDefinition }));
    const container = answer.taskDefinition?.containerDefinitions?.[0];
    const { DatabaseHost, DatabaseSecretArn } = await outputsOf(stage, STACK);
    expect(container?.environment).toContainEqual({ name: 'DATABASE_HOST', value: DatabaseHost });
    expect(container?.secrets).toContainEqual({
      name: 'DATABASE_PASSWORD',
      valueFrom: `${DatabaseSecretArn}:password::`,
    });
    await checkInvariants(stage);
  }));

test('Aurora serves with the client of what it speaks, and an application stays where its data is', () =>
  stage.drive(async () => {
    const blog = `${DEV}/applications/blog`;
    const spec = (Engine: string) => ({ ...SPEC, route: { path: '/blog/*' }, components: { database: { Engine } } });
    await stage.succeed('PUT', blog, spec('aurora'));
    expect((await client('plinth--dev--blog--database'))?.image).toMatch(/library\/postgres:/);
    const moved = await stage.send('PUT', blog, { body: spec('mysql') });
    expect(moved).toMatchObject({
      status: 400,
      body: { code: 'InvalidParameter', errors: [{ pointer: '/components/database/Engine' }] },
    });
    await checkInvariants(stage);
    await stage.succeed('DELETE', `${blog}?data=delete&confirm=blog`);
  }));

test('a server that the environment has not is refused with what to do', () =>
  stage.drive(async () => {
    const spec = { ...SPEC, route: { path: '/blog/*' }, components: { database: { Engine: 'postgres' } } };
    const refused = await stage.send('PUT', `${DEV}/applications/blog`, { body: spec });
    expect(refused).toMatchObject({ status: 400, body: { code: 'InvalidParameter' } });
    expect(refused.body.detail).toContain('The environment has no component `postgres`');
    await checkInvariants(stage);
  }));

test('a client that cannot run fails with its reason, and nothing is dropped in return', () =>
  stage.drive(async () => {
    const ClientImage = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/client:1';
    const spec = { ...SPEC, route: { path: '/blog/*' }, components: { database: { ClientImage } } };
    const failed = await stage.run('PUT', `${DEV}/applications/blog`, spec);
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'StackFailed' } });
    expect(failed.error?.cause).toMatch(/the database client exited with no code: CannotPullContainerError/);
    await stage.succeed('DELETE', `${DEV}/applications/blog?data=delete&confirm=blog`);
    await checkInvariants(stage);
  }));

test('a database is kept when its application and environment are retired, and needs neither NAT nor cluster', () =>
  stage.drive(async () => {
    const before = await outputsOf(stage, STACK);
    await stage.succeed('DELETE', SHOP);
    await stage.succeed('DELETE', DEV);
    const kept = Object.keys((await stage.state.readScopeState('environments/dev'))?.stacks ?? {});
    expect(kept.toSorted()).toEqual(['aurora', 'mysql', 'network']);
    await stage.succeed('PUT', DEV, { components: STORES });
    await stage.succeed('PUT', SHOP, SPEC);
    expect(await outputsOf(stage, STACK)).toEqual(before);
    await checkInvariants(stage);
  }));

test('the database is dropped when its data is given up', () =>
  stage.drive(async () => {
    const stackId = (await stage.state.readScopeState('environments/dev/applications/big-shop'))?.stacks.database
      ?.stackId;
    await stage.succeed('DELETE', `${SHOP}?data=delete&confirm=big-shop`);
    expect(await fateOf(stage, stackId ?? '', 'Database')).toContain('DELETE_COMPLETE');
    expect(await fateOf(stage, stackId ?? '', 'Secret')).toContain('DELETE_COMPLETE');
    await checkInvariants(stage);
  }));
