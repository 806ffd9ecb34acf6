import { ApplicationAutoScalingClient, DescribeScalableTargetsCommand } from '@aws-sdk/client-application-auto-scaling';
import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { DescribeSecurityGroupsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeServicesCommand, DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import { DescribeTargetGroupsCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetRoleCommand, GetRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import type { Stage } from '../../workflows/harness.ts';
import { push } from '../../workflows/images.ts';
import { checkInvariants } from '../../workflows/invariants.ts';
import { QUICK } from '../../workflows/scenes.ts';
import { stageOfFile } from '../../workflows/stage-of-file.ts';

const DEV = '/environments/dev';
const HELLO = `${DEV}/applications/hello`;
const NETWORK = { Cidr: '10.9.0.0/16', Zones: 3, DhcpDomain: 'app.internal' };

let stage: Stage;

stageOfFile(
  async (opened) => {
    stage = opened;
    await stage.succeed('PUT', DEV, { components: { network: NETWORK, egress: { Kind: 'instance' } } });
    for (const tag of ['1', 'xray']) await push(stage, 'hello', { tag });
  },
  { with: 'base' },
);

async function outputs(path: string): Promise<Readonly<Record<string, string>>> {
  return (await stage.send('GET', path)).body.outputs;
}

/** Physical ids of a stack's resources by logical id. */
async function resources(StackName: string): Promise<Readonly<Record<string, string>>> {
  const { StackResources = [] } = await new CloudFormationClient(stage.aws).send(
    new DescribeStackResourcesCommand({ StackName }),
  );
  return Object.fromEntries(
    StackResources.map(({ LogicalResourceId = '', PhysicalResourceId = '' }) => [
      LogicalResourceId,
      PhysicalResourceId,
    ]),
  );
}

/** Whom a security group lets in: groups and address ranges. */
async function admitted(GroupId: string | undefined): Promise<readonly (string | undefined)[]> {
  const { SecurityGroups = [] } = await new EC2Client(stage.aws).send(
    new DescribeSecurityGroupsCommand({ GroupIds: [GroupId ?? ''] }),
  );
  return (SecurityGroups[0]?.IpPermissions ?? []).flatMap(({ UserIdGroupPairs = [], IpRanges = [] }) => [
    ...UserIdGroupPairs.map((pair) => pair.GroupId),
    ...IpRanges.map((range) => range.CidrIp),
  ]);
}

async function alarms(names: readonly (string | undefined)[]): Promise<readonly MetricAlarm[]> {
  const AlarmNames = names.filter((name) => name !== undefined);
  const { MetricAlarms = [] } = await new CloudWatchClient(stage.aws).send(new DescribeAlarmsCommand({ AlarmNames }));
  return MetricAlarms;
}

test('a network has groups of subnets for databases and caches, flow logs, and its own domain of host names', () =>
  stage.drive(async () => {
    const { DatabaseSubnetGroup, CacheSubnetGroup, PrivateSubnets = '' } = await outputs(DEV);
    expect([DatabaseSubnetGroup, CacheSubnetGroup]).toEqual([expect.any(String), expect.any(String)]);
    expect(PrivateSubnets.split(',')).toHaveLength(3);
    expect(await resources('plinth--dev--network')).toMatchObject({
      FlowLogGroup: '/plinth/dev/flow-logs',
      FlowLog: expect.any(String),
      DhcpAssociation: expect.any(String),
    });
  }));

test('a NAT instance forwards for members of the network alone, and an alarm says when it fails', () =>
  stage.drive(async () => {
    const { InstanceSecurityGroup, InstanceAlarm, Instance } = await resources('plinth--dev--egress');
    const { MemberSecurityGroup } = await outputs(DEV);
    const { AlertTopicArn } = await outputs('/base');
    expect(await admitted(InstanceSecurityGroup)).toEqual([MemberSecurityGroup]);
    expect(await alarms([InstanceAlarm])).toMatchObject([
      { AlarmActions: [AlertTopicArn], Dimensions: [{ Name: 'InstanceId', Value: Instance }] },
    ]);
  }));

test('the way out and the flow logs can be changed while the network stands', () =>
  stage.drive(async () => {
    const { VpcId } = await outputs(DEV);
    const network = { ...NETWORK, FlowLogs: 'disabled' };
    const Endpoints = ['ecr.api', 'ecr.dkr', 'logs', 'ecs', 'ecs-agent', 'ecs-telemetry'];
    await stage.succeed('PUT', DEV, { components: { network, egress: { Kind: 'endpoints', Endpoints } } });
    const after = await outputs(DEV);
    expect([after.VpcId, after.AssignPublicIp]).toEqual([VpcId, 'DISABLED']);
    const made = await resources('plinth--dev--egress');
    expect(Object.keys(made).toSorted()).toEqual([
      'EndpointSecurityGroup',
      'Endpointecrapi',
      'Endpointecrdkr',
      'Endpointecs',
      'Endpointecsagent',
      'Endpointecstelemetry',
      'Endpointlogs',
      'StorageEndpoint',
      'TableEndpoint',
    ]);
    expect(await admitted(made.EndpointSecurityGroup)).toEqual([after.MemberSecurityGroup]);
    expect(await resources('plinth--dev--network')).not.toHaveProperty('FlowLogGroup');
    await checkInvariants(stage);
  }));

test("an application's tasks may be traced, read their image only, and run where it is cheap", () =>
  stage.drive(async () => {
    const repository = await stage.state.readScopeState('base/repositories/hello');
    const TracingImage = `${repository?.stacks.repository?.outputs.RepositoryUri}:xray`;
    const components = {
      service: { Tracing: 'enabled' },
      task: { SpotWeight: 3, OnDemandBase: 1, OnDemandWeight: 1, RootFilesystem: 'read-only', TracingImage },
    };
    await stage.succeed('PUT', HELLO, { components, release: QUICK });
    await stage.succeed('POST', `${HELLO}/releases`, { image: 'hello:1' });
    const ecs = new ECSClient(stage.aws);
    const { services = [] } = await ecs.send(
      new DescribeServicesCommand({ cluster: 'plinth-dev', services: ['hello-1'] }),
    );
    expect(services[0]?.capacityProviderStrategy).toMatchObject([
      { capacityProvider: 'FARGATE', base: 1, weight: 1 },
      { capacityProvider: 'FARGATE_SPOT', weight: 3 },
    ]);
    const { taskDefinition } = await ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: services[0]?.taskDefinition }),
    );
    expect(taskDefinition?.containerDefinitions).toMatchObject([
      { name: 'application', readonlyRootFilesystem: true, mountPoints: [{ containerPath: '/tmp' }] },
      { name: 'tracing', image: TracingImage, essential: false },
    ]);
  }));

test('its health checks are as slow and as strict as it says, from the next release on', () =>
  stage.drive(async () => {
    const health = { intervalSeconds: 30, timeoutSeconds: 10, unhealthyThreshold: 4, codes: '200,302' };
    const refused = await stage.send('PUT', HELLO, { body: { health: { ...health, timeoutSeconds: 30 } } });
    expect([refused.status, refused.body.errors]).toMatchObject([400, [{ pointer: '/health/timeoutSeconds' }]]);
    await stage.succeed('PUT', HELLO, { health, release: QUICK });
    const { TargetGroupOneArn = '', TargetGroupTwoArn = '' } = await outputs(HELLO);
    const seen = async () => {
      const { TargetGroups = [] } = await new ElasticLoadBalancingV2Client(stage.aws).send(
        new DescribeTargetGroupsCommand({ TargetGroupArns: [TargetGroupOneArn, TargetGroupTwoArn] }),
      );
      return TargetGroups.map(({ HealthCheckTimeoutSeconds, UnhealthyThresholdCount, Matcher }) => [
        ...[HealthCheckTimeoutSeconds, UnhealthyThresholdCount, Matcher?.HttpCode],
      ]);
    };
    const [before] = await seen();
    expect(before).not.toEqual([10, 4, '200,302']);
    await push(stage, 'hello', { tag: 'slower', version: '2' });
    await stage.succeed('POST', `${HELLO}/releases`, { image: 'hello:slower' });
    // Release 1 is in slot two, and keeps what it was released with.
    expect(await seen()).toEqual([[10, 4, '200,302'], before]);
  }));

test('its roles have the boundary, its metrics a namespace of their own, and its alarms a receiver', () =>
  stage.drive(async () => {
    const { TaskRoleArn = '', ExecutionRoleArn = '' } = await outputs(HELLO);
    for (const arn of [TaskRoleArn, ExecutionRoleArn]) {
      const { Role } = await new IAMClient(stage.aws).send(new GetRoleCommand({ RoleName: arn.split('/').at(-1) }));
      expect(Role?.PermissionsBoundary?.PermissionsBoundaryArn).toMatch(/:policy\/plinth-boundary$/);
    }
    const { PolicyDocument = '' } = await new IAMClient(stage.aws).send(
      new GetRolePolicyCommand({ RoleName: TaskRoleArn.split('/').at(-1), PolicyName: 'data' }),
    );
    const { Statement } = JSON.parse(decodeURIComponent(PolicyDocument));
    expect(Statement).toContainEqual(
      expect.objectContaining({
        Action: 'cloudwatch:PutMetricData',
        Condition: { StringEquals: { 'cloudwatch:namespace': 'plinth/dev/hello' } },
      }),
    );
    const { ErrorsOne, UnhealthyTwo } = await resources('plinth--dev--hello--service');
    const { BusyCpu, FullMemory } = await resources('plinth--dev--hello--1--task');
    const found = await alarms([ErrorsOne, UnhealthyTwo, BusyCpu, FullMemory]);
    const { AlertTopicArn } = await outputs('/base');
    expect(found.map(({ AlarmActions, OKActions }) => [AlarmActions, OKActions])).toEqual(
      Array.from({ length: 4 }, () => [[AlertTopicArn], [AlertTopicArn]]),
    );
  }));

test('more of its tasks run at the hours that are busy, also where their number is fixed', () =>
  stage.drive(async () => {
    const BusyFrom = 'cron(0/10 7-17 ? * MON-FRI *)';
    const asking = (task: object) => ({ count: { min: 1, max: 1 }, components: { task }, release: QUICK });
    const endless = await stage.send('PUT', HELLO, { body: asking({ BusyFrom, BusyCountMin: 3 }) });
    expect(endless).toMatchObject({ status: 400, body: { errors: [{ pointer: '/components/task/BusyFrom' }] } });
    expect(endless.body.detail).toContain('requires BusyUntil');
    const BusyUntil = 'cron(0 18 ? * MON-FRI *)';
    await stage.succeed('PUT', HELLO, asking({ BusyFrom, BusyUntil, BusyCountMin: 3 }));
    const { result } = await stage.succeed('POST', `${HELLO}/releases`, { image: 'hello:1' });
    const { release } = result as { release: number };
    const { ScalableTargets } = await new ApplicationAutoScalingClient(stage.aws).send(
      new DescribeScalableTargetsCommand({
        ServiceNamespace: 'ecs',
        ResourceIds: [`service/plinth-dev/hello-${release}`],
      }),
    );
    expect(ScalableTargets).toMatchObject([{ MinCapacity: 1, MaxCapacity: 1 }]);
    await checkInvariants(stage);
  }));

test('all of it goes again', () =>
  stage.drive(async () => {
    await stage.succeed('DELETE', HELLO);
    await stage.succeed('DELETE', DEV);
    expect((await stage.send('GET', DEV)).body.stacks).toEqual({});
    await checkInvariants(stage);
  }));
