import { CloudFormationClient, CreateStackCommand, DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import {
  CreateNetworkInterfaceCommand,
  DeleteNetworkInterfaceCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { DeleteServiceCommand, ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client, ModifyRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import type { Stage } from './harness.ts';
import { checkInvariants } from './invariants.ts';
import { provideLive } from './scenes.ts';
import { stageOfFile } from './stage-of-file.ts';

const SHOP = 'environments/dev/applications/shop';
/** What the API has to say within five minutes, and the time that reading and propagation take. */
const noticeSecondsMax = 330;

/** What has not changed for so long belongs to no operation, and one more round. */
const orphanedSeconds = 900 + noticeSecondsMax;

let stage: Stage;

stageOfFile(
  async (opened) => {
    stage = opened;
    await provideLive(stage, SHOP);
    await stage.succeed('POST', `/${SHOP}/releases`, { image: 'shop:2' });
  },
  { with: 'base-and-dev' },
);

const shown = async () => (await stage.send('GET', `/${SHOP}`)).body;

/** Waits until the API calls the application something else than ready, and answers what it says. */
async function noticed() {
  for (let waited = 0; waited < noticeSecondsMax; waited += 10) {
    const found = await shown();
    if (found.status !== 'ready') return found;
    await stage.sleep(10);
  }
  return shown();
}

test('an application that is as recorded is ready, and says when it was observed', async () => {
  await stage.drive(async () => {
    await stage.sleep(noticeSecondsMax);
    const { status, observed, live } = await shown();
    expect([status, observed]).toMatchObject([
      'ready',
      {
        differences: [],
        unread: [],
        serves: `users are served by release 2 in slot ${live.slot}`,
        running: { desired: 1, running: 1 },
      },
    ]);
    expect((await stage.send('GET', '/environments/dev')).body).toMatchObject({
      status: 'ready',
      observed: { differences: [] },
    });
    expect((await stage.send('GET', '/base')).body).toMatchObject({ status: 'ready', observed: { differences: [] } });
  });
});

test('weights that an operator moved are noticed, and a repair moves them back', async () => {
  await stage.drive(async () => {
    const { outputs, live } = await shown();
    const other = live.slot === 'one' ? outputs.TargetGroupTwoArn : outputs.TargetGroupOneArn;
    const TargetGroups = [{ TargetGroupArn: other, Weight: 100 }];
    const Actions = [{ Type: 'forward' as const, ForwardConfig: { TargetGroups } }];
    const command = new ModifyRuleCommand({ RuleArn: outputs.ProductionRuleArns, Actions });
    await new ElasticLoadBalancingV2Client(stage.aws).send(command);
    expect(await noticed()).toMatchObject({
      status: 'needs-attention',
      attention: { commands: ['plinth repair dev/shop', 'plinth operations dev/shop', 'plinth status dev/shop'] },
      recorded: { status: 'ready' },
    });
    await stage.succeed('POST', `/${SHOP}/repair`);
    expect(await shown()).toMatchObject({ status: 'ready', live: { release: 2, weights: live.weights } });
    await checkInvariants(stage);
  });
});

test('a live release whose ECS service was deleted is noticed, and a repair brings it back', async () => {
  await stage.drive(async () => {
    const ecs = new ECSClient(stage.aws);
    await ecs.send(new DeleteServiceCommand({ cluster: 'plinth-dev', service: 'shop-2', force: true }));
    expect((await noticed()).attention.reason).toBe(
      'ECS service `shop-2` of live release 2 no longer exists; nothing answers users',
    );
    expect((await stage.send('GET', '/environments/dev/drift')).status).toBe(404);
    const { id, kind } = await stage.succeed('POST', '/environments/dev/drift');
    expect(kind).toBe('drift');
    const drift = (await stage.send('GET', '/environments/dev/drift')).body;
    expect(drift).toMatchObject({ scope: 'environments/dev', operationId: id });
    const found = (name: string) => drift.stacks.find(({ stackName }: { stackName: string }) => stackName === name);
    expect(found('plinth--dev--shop--2--task')).toMatchObject({
      status: 'DRIFTED',
      drifted: [{ type: 'AWS::ECS::Service', status: 'DELETED', expected: false }],
    });
    expect(found('plinth--dev--network')).toMatchObject({ status: 'IN_SYNC', drifted: [] });
    // Its weights follow the traffic, outside CloudFormation.
    expect(found('plinth--dev--shop--service')).toMatchObject({ status: 'IN_SYNC' });
    const { result } = await stage.succeed('POST', `/${SHOP}/repair?plan=true`);
    expect(result).toMatchObject({
      stacks: expect.arrayContaining([expect.objectContaining({ stackKey: 'task', action: 'update' })]),
    });
    await stage.succeed('POST', `/${SHOP}/repair`);
    await checkInvariants(stage);
    expect((await shown()).status).toBe('ready');
  });
});

test('a live release whose stack was deleted is noticed, and PUT of the same spec brings it back', async () => {
  await stage.drive(async () => {
    await new CloudFormationClient(stage.aws).send(new DeleteStackCommand({ StackName: 'plinth--dev--shop--2--task' }));
    // A round may come while CloudFormation still deletes it.
    await stage.sleep(2 * noticeSecondsMax);
    const { observed } = await shown();
    expect(observed).toMatchObject({ stacks: { task: 'absent' }, serves: 'nothing answers users' });
    await stage.succeed('PUT', `/${SHOP}`, (await shown()).spec);
    await checkInvariants(stage);
    await stage.succeed('POST', `/${SHOP}/releases`, { image: 'shop:1' });
    await checkInvariants(stage);
    await stage.sleep(noticeSecondsMax);
    expect(await shown()).toMatchObject({ status: 'ready', live: { release: 3 }, observed: { differences: [] } });
  });
});

const retained = async () => (await stage.send('GET', '/retained')).body.items;

test('a stack that no record names, and what an application left behind, are one list until they are gone', async () => {
  await stage.drive(async () => {
    const Tags = [
      { Key: 'plinth:installation', Value: 'plinth' },
      { Key: 'plinth:scope', Value: SHOP },
    ];
    const TemplateBody = JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } } });
    const cloudFormation = new CloudFormationClient(stage.aws);
    const create = new CreateStackCommand({ StackName: 'plinth--dev--shop--forgotten', TemplateBody, Tags });
    const { StackId } = await cloudFormation.send(create);
    const ec2 = new EC2Client(stage.aws);
    const { TaskSecurityGroup = '' } = (await shown()).outputs;
    const { SecurityGroups = [] } = await ec2.send(
      new DescribeSecurityGroupsCommand({ GroupIds: [TaskSecurityGroup] }),
    );
    const Filters = [{ Name: 'vpc-id', Values: [SecurityGroups[0]?.VpcId ?? ''] }];
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ Filters }));
    const { NetworkInterface } = await ec2.send(
      new CreateNetworkInterfaceCommand({ SubnetId: Subnets[0]?.SubnetId, Groups: [TaskSecurityGroup] }),
    );
    await stage.succeed('DELETE', `/${SHOP}`);
    expect(await retained()).toMatchObject([
      { kind: 'retained', type: 'AWS::EC2::SecurityGroup', id: TaskSecurityGroup, scope: SHOP },
    ]);
    await stage.sleep(orphanedSeconds);
    expect(await retained()).toMatchObject([
      {
        kind: 'orphaned',
        id: StackId,
        remove: [`aws cloudformation delete-stack --stack-name ${StackId} --region eu-west-1`],
      },
      { kind: 'retained', id: TaskSecurityGroup, reason: expect.stringContaining('could not be deleted') },
    ]);
    await cloudFormation.send(new DeleteStackCommand({ StackName: StackId }));
    const { NetworkInterfaceId } = NetworkInterface ?? {};
    await ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }));
    await ec2.send(new DeleteSecurityGroupCommand({ GroupId: TaskSecurityGroup }));
    await stage.sleep(noticeSecondsMax);
    expect(await retained()).toEqual([]);
  });
});
