import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { DescribeLaunchTemplateVersionsCommand, EC2Client, RegisterImageCommand } from '@aws-sdk/client-ec2';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import type { Stage } from '../../workflows/harness.ts';
import { checkInvariants } from '../../workflows/invariants.ts';
import { stageOfFile } from '../../workflows/stage-of-file.ts';
import { traffic } from '../../workflows/traffic.ts';
import { propagationSeconds } from '../../workflows/users.ts';

const shop = 'environments/dev/applications/shop';
const crawler = 'environments/dev/applications/crawler';
const FIRST = 'ami-0aaaaaaaaaaaaaaa1';
const SECOND = 'ami-0bbbbbbbbbbbbbbb2';

let stage: Stage;
let secretArn = '';

stageOfFile(
  async (opened) => {
    stage = opened;
  },
  { with: 'base-and-dev' },
);

async function group(name: string) {
  const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [`plinth--dev--${name}`] });
  const { AutoScalingGroups = [] } = await new AutoScalingClient(stage.aws).send(command);
  return AutoScalingGroups[0];
}

/** What users get once the load balancer has caught up: the image that answers. */
async function imageThatAnswers(): Promise<string> {
  await stage.sleep(propagationSeconds);
  const scopeState = await stage.state.readScopeState('environments/dev');
  const dns = scopeState?.stacks['load-balancer']?.outputs.LoadBalancerDns;
  const answer = await stage.plinth.transport.fetch(`http://${dns}/shop/`);
  return ((await answer.json()) as { image: string }).image;
}

/** A machine image that behaves so. Answers its id. */
async function image(behaviour: string, value: string): Promise<string> {
  const Tags = [{ Key: `cloud.model.${behaviour}`, Value: value }];
  const command = new RegisterImageCommand({
    Name: `${behaviour} ${value}`,
    TagSpecifications: [{ ResourceType: 'image', Tags }],
  });
  return (await new EC2Client(stage.aws).send(command)).ImageId ?? '';
}

test('an application on machines is released by the id of an image, into one slot after the other', () =>
  stage.drive(async () => {
    const create = new CreateSecretCommand({ Name: 'shop', SecretString: '{"token":"x"}' });
    secretArn = (await new SecretsManagerClient(stage.aws).send(create)).ARN ?? '';
    await stage.succeed('PUT', `/${shop}`, {
      type: 'instances',
      route: { path: '/shop/*' },
      count: { min: 2, max: 4 },
      variables: { GREETING: "it's $5" },
      secrets: { TOKEN: `${secretArn}:token::` },
      components: { machines: { OnDemandPercent: 50 } },
      release: { bakeSeconds: 60, smoke: [] },
    });
    await stage.succeed('POST', `/${shop}/releases`, { image: FIRST });
    expect(await imageThatAnswers()).toBe(FIRST);
    await checkInvariants(stage);
    const second = await stage.succeed('POST', `/${shop}/releases`, { image: SECOND });
    expect(second.result).toMatchObject({ release: 2, digest: SECOND, weights: { one: 100, two: 0 } });
    expect(await imageThatAnswers()).toBe(SECOND);
    expect((await group('shop-2'))?.Instances?.map(({ LifecycleState }) => LifecycleState)).toEqual([
      'InService',
      'InService',
    ]);
    await checkInvariants(stage);
  }));

test('its machines start with what containers get, quoted for the shell', () =>
  stage.drive(async () => {
    const scopeState = await stage.state.readScopeState(`${shop}/releases/2`);
    const command = new DescribeLaunchTemplateVersionsCommand({
      LaunchTemplateId: scopeState?.stacks.machines?.outputs.LaunchTemplateId,
    });
    const { LaunchTemplateVersions = [] } = await new EC2Client(stage.aws).send(command);
    const data = LaunchTemplateVersions[0]?.LaunchTemplateData;
    const script = Buffer.from(data?.UserData ?? '', 'base64').toString();
    expect(script).toContain("variable RELEASE '2'\n");
    expect(script).toContain("variable GREETING 'it'\\''s $5'\n");
    expect(script).toContain(`secret TOKEN '${secretArn}' 'token'\n`);
    expect(data?.MetadataOptions?.HttpTokens).toBe('required');
    expect(data?.BlockDeviceMappings?.[0]?.Ebs?.Encrypted).toBe(true);
  }));

test('going back is a toggle while the machines of the release before are there', () =>
  stage.drive(async () => {
    const back = await stage.succeed('POST', `/${shop}/releases/2/rollback`);
    expect(back.result).toMatchObject({ release: 1, entry: 'shift' });
    expect(await imageThatAnswers()).toBe(FIRST);
    await checkInvariants(stage);
  }));

test('an image that answers with errors, or cannot be launched, never has a user', () =>
  stage.drive(async () => {
    const sick = await stage.run('POST', `/${shop}/releases`, { image: await image('health-status', '500') });
    expect(sick).toMatchObject({ status: 'failed', error: { code: 'ReleaseFailed' } });
    const absent = await stage.run('POST', `/${shop}/releases`, {
      image: await image('launch-error', 'You are not authorized to use this image'),
    });
    expect(absent).toMatchObject({ status: 'failed', error: { code: 'ReleaseFailed' } });
    expect(JSON.stringify(absent.error)).toContain('You are not authorized to use this image');
    expect(await imageThatAnswers()).toBe(FIRST);
    await checkInvariants(stage);
  }));

test('a worker on machines is replaced in place', () =>
  stage.drive(async () => {
    await stage.succeed('PUT', `/${crawler}`, {
      type: 'instances',
      components: {
        instances: { Kind: 'worker' },
        machines: { InstanceType: 't3a.micro', OtherInstanceType: 't3a.micro' },
      },
      count: { min: 1, max: 1 },
      release: { bakeSeconds: 0 },
    });
    await stage.succeed('POST', `/${crawler}/releases`, { image: FIRST });
    await stage.succeed('POST', `/${crawler}/releases`, { image: SECOND });
    await stage.sleep(300);
    expect(await group('crawler-1')).toBeUndefined();
    const crawling = await group('crawler-2');
    expect(crawling?.Instances).toHaveLength(1);
    expect(crawling?.MixedInstancesPolicy?.LaunchTemplate?.Overrides).toMatchObject([{ InstanceType: 't3a.micro' }]);
    await checkInvariants(stage);
  }));

test('machines take no container image, and containers no machine image', () =>
  stage.drive(async () => {
    const wrong = await stage.send('POST', `/${shop}/releases`, { body: { image: 'shop:1' } });
    expect(wrong.status).toBe(400);
    expect(wrong.body.errors).toMatchObject([{ pointer: '/image' }]);
    const spec = { route: { path: '/shop/*' }, type: 'instances', release: { migrate: { command: ['migrate'] } } };
    const migrating = await stage.send('PUT', `/${shop}`, { body: spec });
    expect(migrating.body.errors).toMatchObject([{ pointer: '/release/migrate' }]);
  }));

test('retiring it leaves nothing', () =>
  stage.drive(async () => {
    await stage.succeed('DELETE', `/${shop}`);
    await stage.succeed('DELETE', `/${crawler}`);
    expect(await group('shop-1')).toBeUndefined();
    await checkInvariants(stage);
  }));

test('another port of instances is another target group, which only the standby gets', () =>
  stage.drive(async () => {
    const machines = 'environments/dev/applications/machines';
    const spec = { type: 'instances', route: { path: '/machines/*' }, release: { bakeSeconds: 0, smoke: [] } };
    await stage.succeed('PUT', `/${machines}`, spec);
    await stage.succeed('POST', `/${machines}/releases`, { image: FIRST });
    const all = await traffic(stage, machines, { perSecond: 10, longRequests: 0, sockets: 0 });
    await stage.succeed('PUT', `/${machines}`, { ...spec, port: 9090 });
    await stage.succeed('POST', `/${machines}/releases`, { image: SECOND });
    await stage.succeed('POST', `/${machines}/rollback`, {});
    await stage.sleep(30);
    expect((await all.end()).lost).toEqual([]);
    expect((await stage.send('GET', `/${machines}`)).body.live).toMatchObject({ release: 1, slot: 'two' });
    await checkInvariants(stage);
  }));
