import { DescribeServicesCommand, DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import { IAMClient, ListAttachedRolePoliciesCommand } from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import type { Stage } from '../harness.ts';
import { push } from '../images.ts';
import { checkInvariants } from '../invariants.ts';
import { QUICK } from '../scenes.ts';
import { stageOfFile } from '../stage-of-file.ts';

const DEV = '/environments/dev';
const HELLO = `${DEV}/applications/hello`;
const STORES = { mysql: { Profile: 'development' }, redis: { Profile: 'development' } };
const COMMAND = ['node', 'server.js', '--quiet'];
const SPEC = {
  command: COMMAND,
  uses: ['mysql'],
  components: { bucket: {} },
  variables: { GREETING: 'hi' },
  release: QUICK,
};

let stage: Stage;

stageOfFile(
  async (opened) => {
    stage = opened;
    await stage.succeed('PUT', DEV, { components: STORES });
    await push(stage, 'hello', { tag: '1' });
    await stage.succeed('PUT', HELLO, SPEC);
    await stage.succeed('POST', `${HELLO}/releases`, { image: 'hello:1' });
  },
  { with: 'base' },
);

async function outputs(path: string): Promise<Readonly<Record<string, string>>> {
  return (await stage.send('GET', path)).body.outputs;
}

/** The container of a release, and the security groups that its tasks wear. */
async function running(release: number) {
  const ecs = new ECSClient(stage.aws);
  const { services } = await ecs.send(
    new DescribeServicesCommand({ cluster: 'plinth-dev', services: [`hello-${release}`] }),
  );
  const { taskDefinition } = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: services?.[0]?.taskDefinition }),
  );
  const container = taskDefinition?.containerDefinitions?.[0];
  return {
    variables: Object.fromEntries((container?.environment ?? []).map(({ name, value }) => [name, value])),
    secrets: Object.fromEntries((container?.secrets ?? []).map(({ name, valueFrom }) => [name, valueFrom])),
    command: container?.command,
    groups: services?.[0]?.networkConfiguration?.awsvpcConfiguration?.securityGroups,
  };
}

async function attachedPolicies(): Promise<readonly (string | undefined)[]> {
  const { TaskRoleArn = '' } = await outputs(HELLO);
  const { AttachedPolicies = [] } = await new IAMClient(stage.aws).send(
    new ListAttachedRolePoliciesCommand({ RoleName: TaskRoleArn.split('/').at(-1) }),
  );
  return AttachedPolicies.map(({ PolicyArn }) => PolicyArn);
}

test('a release finds address and secret of what its application uses, and wears its group', () =>
  stage.drive(async () => {
    const environment = await outputs(DEV);
    const application = await outputs(HELLO);
    const { command, variables, secrets, groups } = await running(1);
    expect(command).toEqual(COMMAND);
    expect(variables).toMatchObject({ GREETING: 'hi', MYSQL_HOST: environment.MysqlHost, PORT: '8080' });
    expect(secrets.MYSQL_PASSWORD).toBe(`${environment.MysqlSecretArn}:password::`);
    expect(groups).toEqual([
      application.TaskSecurityGroup,
      environment.MemberSecurityGroup,
      environment.MysqlClientSecurityGroup,
    ]);
  }));

test('a component of its own gives the application its rights and its name', () =>
  stage.drive(async () => {
    const { BucketPolicyArn, BucketName } = await outputs(HELLO);
    expect(await attachedPolicies()).toEqual([BucketPolicyArn]);
    expect(Object.values((await running(1)).variables)).toContain(BucketName);
  }));

test('what is used besides takes effect with the next release, and the one that is live stays as it is', () =>
  stage.drive(async () => {
    await stage.succeed('PUT', HELLO, { ...SPEC, uses: ['mysql', 'redis'] });
    const { RedisClientSecurityGroup } = await outputs(DEV);
    expect((await running(1)).groups).not.toContain(RedisClientSecurityGroup);
    await stage.succeed('POST', `${HELLO}/releases`, { image: 'hello:1' });
    expect((await running(2)).groups).toContain(RedisClientSecurityGroup);
    await checkInvariants(stage);
  }));

test('the application is retired before what gives it rights', () =>
  stage.drive(async () => {
    const { steps } = await stage.succeed('DELETE', `${HELLO}?data=delete&confirm=hello`);
    const ended = new Map(steps.map(({ name, endedAt }) => [name, endedAt ?? '']));
    expect(ended.get('bucket')! > ended.get('service')!).toBe(true);
    await checkInvariants(stage);
  }));
