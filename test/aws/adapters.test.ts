import {
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  DescribeScalingActivitiesCommand,
} from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeImagesCommand, DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import {
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import {
  DescribeRulesCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetScheduleCommand, SchedulerClient, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { SendTaskSuccessCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { alarms } from '../../src/aws/alarms.ts';
import { clientFor } from '../../src/aws/clients.ts';
import { images } from '../../src/aws/images.ts';
import { loadBalancing } from '../../src/aws/load-balancing.ts';
import { workflows } from '../../src/aws/workflows.ts';
import { workloads } from '../../src/aws/workloads.ts';
import { stubSettings } from './stubbed-settings.ts';

const stepFunctions = mockClient(SFNClient);
const ecr = mockClient(ECRClient);
const ecs = mockClient(ECSClient);
const cloudWatch = mockClient(CloudWatchClient);
const balancer = mockClient(ElasticLoadBalancingV2Client);
const sts = mockClient(STSClient);
const autoScaling = mockClient(AutoScalingClient);
const scheduler = mockClient(SchedulerClient);
const target = { account: '111122223333', region: 'eu-west-1' };
const scalingGroup = { target, workload: { kind: 'scaling-group' } } as const;
const service = { target, workload: { kind: 'service', cluster: 'plinth-dev' } } as const;

stubSettings();
beforeEach(() => {
  for (const client of [stepFunctions, ecr, ecs, cloudWatch, balancer, sts, autoScaling, scheduler]) client.reset();
});

afterAll(() => {
  for (const client of [stepFunctions, ecr, ecs, cloudWatch, balancer, sts, autoScaling, scheduler]) client.restore();
});

describe('Step Functions', () => {
  const arn = 'arn:aws:states:eu-west-1:111122223333:execution:plinth-release:op_1';

  test('answers the execution that a name stands for, even when it has ended', async () => {
    stepFunctions.on(StartExecutionCommand).rejects(named('ExecutionAlreadyExists'));
    expect(await workflows.start('release', 'op_1', {})).toBe(arn);
  });

  test('finds a task token that nobody waits for no error', async () => {
    stepFunctions.on(SendTaskSuccessCommand).rejects(named('TaskTimedOut'));
    expect(await workflows.succeed('token', {})).toBe(false);
  });

  test('says that a token was answered', async () => {
    stepFunctions.on(SendTaskSuccessCommand).resolves({});
    expect(await workflows.succeed('token', {})).toBe(true);
  });

  test('lets throttling through, for the machine to repeat', async () => {
    stepFunctions.on(SendTaskSuccessCommand).rejects(named('ThrottlingException'));
    await expect(workflows.succeed('token', {})).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});

describe('EC2 Auto Scaling', () => {
  const LaunchTemplate = { LaunchTemplateId: 'lt-1', Version: '1' };
  const machine = {
    InstanceId: 'i-1',
    AvailabilityZone: 'eu-west-1a',
    LifecycleState: 'InService' as const,
    HealthStatus: 'Healthy',
    ProtectedFromScaleIn: false,
    LaunchTemplate,
  };
  const group = {
    AutoScalingGroupName: 'shop-1',
    MinSize: 2,
    MaxSize: 4,
    DesiredCapacity: 2,
    DefaultCooldown: 300,
    AvailabilityZones: [],
    HealthCheckType: 'ELB',
    CreatedTime: new Date(0),
    LaunchTemplate,
    Tags: [{ Key: 'plinth:image', Value: 'ami-1' }],
  };
  const found = (Instances: (typeof machine)[]) => {
    autoScaling.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [{ ...group, Instances }] });
    autoScaling.on(DescribeScalingActivitiesCommand).resolves({ Activities: [] });
  };

  test('counts machines in service, and takes their image from the tag of the group', async () => {
    found([machine, { ...machine, LifecycleState: 'Pending' as 'InService' }]);
    expect(await workloads.observe(scalingGroup, 'shop-1')).toEqual({
      desired: 2,
      running: 1,
      digests: ['ami-1'],
      stops: [],
    });
  });

  test('does not take a machine of another launch template version for one of that image', async () => {
    found([{ ...machine, LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '2' } }]);
    expect((await workloads.observe(scalingGroup, 'shop-1'))?.digests).toEqual(['launch template version 2']);
  });

  test('says the same of two machines that were replaced for the same reason', async () => {
    found([machine]);
    const cause = 'an instance was taken out of service in response to an ELB system health check failure.';
    const activity = { AutoScalingGroupName: 'shop-1', StatusCode: 'Successful' as const, StartTime: new Date(0) };
    autoScaling.on(DescribeScalingActivitiesCommand).resolves({
      Activities: [
        { ...activity, ActivityId: '1', Cause: `At 2026-11-20T12:00:00Z ${cause}` },
        { ...activity, ActivityId: '2', Cause: `At 2026-11-20T12:05:00Z ${cause}` },
      ],
    });
    expect((await workloads.observe(scalingGroup, 'shop-1'))?.stops.map(({ reason }) => reason)).toEqual([
      cause,
      cause,
    ]);
  });

  test('knows no group that is not there', async () => {
    autoScaling.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [] });
    expect(await workloads.observe(scalingGroup, 'shop-1')).toBeUndefined();
  });
});

describe('EventBridge Scheduler', () => {
  const definition = {
    ScheduleExpression: 'rate(1 hour)',
    ScheduleExpressionTimezone: 'UTC',
    FlexibleTimeWindow: { Mode: 'OFF' as const },
    Target: { Arn: 'arn:machine', RoleArn: 'arn:role', DeadLetterConfig: { Arn: 'arn:queue' } },
    KmsKeyArn: 'arn:key',
  };

  test('turns a schedule and sends all the rest of it again, because an update resets what it leaves out', async () => {
    scheduler.on(GetScheduleCommand).resolves({ Arn: 'arn:schedule', State: 'DISABLED', ...definition });
    scheduler.on(UpdateScheduleCommand).resolves({});
    await workloads.setScheduleState(target, { group: 'hello', name: 'hello-1' }, 'ENABLED');
    expect(scheduler.commandCalls(UpdateScheduleCommand)[0]?.args[0].input).toEqual({
      ...definition,
      Name: 'hello-1',
      GroupName: 'hello',
      State: 'ENABLED',
    });
  });

  test('knows no schedule that is not there', async () => {
    scheduler.on(GetScheduleCommand).rejects(named('ResourceNotFoundException'));
    expect(
      await workloads.observe({ target, workload: { kind: 'schedule', group: 'hello' } }, 'hello-1'),
    ).toBeUndefined();
    const turning = workloads.setScheduleState(target, { group: 'hello', name: 'hello-1' }, 'ENABLED');
    await expect(turning).rejects.toMatchObject({ name: 'NotFound' });
  });
});

describe('ECR', () => {
  test('answers an image by its digest', async () => {
    ecr.on(DescribeImagesCommand).resolves({ imageDetails: [{ imageDigest: 'sha256:a' }] });
    ecr.on(DescribeRepositoriesCommand).resolves({ repositories: [{ repositoryUri: 'registry/hello' }] });
    expect(await images.resolve(target, 'hello', { tag: '2' })).toEqual({
      digest: 'sha256:a',
      uri: 'registry/hello@sha256:a',
    });
  });

  test.each(['ImageNotFoundException', 'RepositoryNotFoundException'])('answers nothing after %s', async (code) => {
    ecr.on(DescribeImagesCommand).rejects(named(code));
    ecr.on(DescribeRepositoriesCommand).rejects(named(code));
    expect(await images.resolve(target, 'hello', { tag: '2' })).toBeUndefined();
  });
});

describe('a load balancer', () => {
  test('does not count targets that drain', async () => {
    balancer.on(DescribeTargetHealthCommand).resolves({
      TargetHealthDescriptions: [health('healthy'), health('draining'), health('unhealthy', 'Health checks failed')],
    });
    expect(await loadBalancing.health(target, 'group')).toEqual({
      healthy: 1,
      total: 2,
      failing: 1,
      reason: 'Health checks failed',
    });
  });

  test('changes the weights of each rule and nothing else of it', async () => {
    const AuthenticateOidcConfig = {
      Issuer: 'https://login.example.com',
      AuthorizationEndpoint: 'https://login.example.com/authorize',
      TokenEndpoint: 'https://login.example.com/token',
      UserInfoEndpoint: 'https://login.example.com/userinfo',
      ClientId: 'shop',
    };
    const login = { Type: 'authenticate-oidc' as const, Order: 1, AuthenticateOidcConfig };
    const stickiness = { Enabled: true, DurationSeconds: 60 };
    const forward = { Type: 'forward' as const, Order: 2, ForwardConfig: { TargetGroupStickinessConfig: stickiness } };
    balancer.on(DescribeRulesCommand).resolves({ Rules: [{ RuleArn: 'http', Actions: [login, forward] }] });
    balancer.on(ModifyRuleCommand).resolves({});
    await loadBalancing.shift(target, ['http'], { one: 'group-one', two: 'group-two' }, { one: 10, two: 90 });
    expect(balancer.commandCalls(ModifyRuleCommand)[0]?.args[0].input.Actions).toEqual([
      { ...login, AuthenticateOidcConfig: { ...AuthenticateOidcConfig, UseExistingClientSecret: true } },
      {
        Type: 'forward',
        Order: 2,
        ForwardConfig: {
          TargetGroups: [
            { TargetGroupArn: 'group-one', Weight: 10 },
            { TargetGroupArn: 'group-two', Weight: 90 },
          ],
          TargetGroupStickinessConfig: stickiness,
        },
      },
    ]);
  });
});

describe('ECS', () => {
  test('answers undefined for an inactive service', async () => {
    ecs.on(DescribeServicesCommand).resolves({ services: [{ status: 'INACTIVE' }] });
    expect(await workloads.observe(service, 'hello-1')).toBeUndefined();
  });

  test('tells the newest stops first, with exit code and reason', async () => {
    ecs.on(DescribeServicesCommand).resolves({ services: [{ status: 'ACTIVE', desiredCount: 1, runningCount: 0 }] });
    ecs.on(ListTasksCommand, { desiredStatus: 'RUNNING' }).resolves({ taskArns: [] });
    ecs.on(ListTasksCommand, { desiredStatus: 'STOPPED' }).resolves({ taskArns: ['old', 'new'] });
    const stopped = (taskArn: string, at: string) => ({
      taskArn,
      lastStatus: 'STOPPED',
      stoppedAt: new Date(at),
      stoppedReason: 'Essential container in task exited',
      containers: [{ exitCode: 137, reason: 'OutOfMemoryError' }],
    });
    ecs.on(DescribeTasksCommand).resolves({
      tasks: [stopped('old', '2026-11-20T12:00:00Z'), stopped('new', '2026-11-20T12:01:00Z')],
    });
    const observed = await workloads.observe(service, 'hello-1');
    expect(observed?.stops.map(({ taskArn }) => taskArn)).toEqual(['new', 'old']);
    expect(observed?.stops[0]).toMatchObject({
      reason: 'Essential container in task exited: OutOfMemoryError',
      exitCode: 137,
    });
  });

  test('tells which code a stop has, and when the newest running task was started', async () => {
    ecs.on(DescribeServicesCommand).resolves({ services: [{ status: 'ACTIVE', desiredCount: 2, runningCount: 2 }] });
    ecs.on(ListTasksCommand, { desiredStatus: 'RUNNING' }).resolves({ taskArns: ['one', 'two', 'three'] });
    ecs.on(ListTasksCommand, { desiredStatus: 'STOPPED' }).resolves({ taskArns: ['spot'] });
    const started = (at: string) => ({ lastStatus: 'RUNNING', startedAt: new Date(at) });
    const pending = { lastStatus: 'PENDING', startedAt: new Date('2026-11-20T13:00:00Z') };
    ecs.on(DescribeTasksCommand, { tasks: ['one', 'two', 'three'] }).resolves({
      tasks: [started('2026-11-20T12:00:05Z'), started('2026-11-20T12:00:00Z'), pending],
    });
    ecs.on(DescribeTasksCommand, { tasks: ['spot'] }).resolves({
      tasks: [{ taskArn: 'spot', stopCode: 'SpotInterruption', stoppedReason: 'Your Spot Task was interrupted.' }],
    });
    const observed = await workloads.observe(service, 'hello-1');
    expect(observed?.newestAt).toEqual(new Date('2026-11-20T12:00:05Z'));
    expect(observed?.stops).toMatchObject([{ taskArn: 'spot', stopCode: 'SpotInterruption' }]);
  });

  test('finds the task of a client token', async () => {
    ecs.on(ListTasksCommand, { cluster: 'plinth-dev', startedBy: 'op_01K00000000000000000000000-migrat' }).resolves({
      taskArns: ['arn:task'],
    });
    const found = await workloads.findTask(target, 'plinth-dev', 'op_01K00000000000000000000000-migrate');
    expect(found).toBe('arn:task');
  });

  test('knows why a task stops before it has stopped', async () => {
    ecs.on(DescribeServicesCommand).resolves({ services: [{ status: 'ACTIVE', desiredCount: 1, runningCount: 0 }] });
    ecs.on(ListTasksCommand, { desiredStatus: 'RUNNING' }).resolves({ taskArns: [] });
    ecs.on(ListTasksCommand, { desiredStatus: 'STOPPED' }).resolves({ taskArns: ['stopping'] });
    const stopping = {
      taskArn: 'stopping',
      lastStatus: 'DEPROVISIONING',
      stoppedReason: 'Essential container in task exited',
    };
    ecs.on(DescribeTasksCommand).resolves({ tasks: [{ ...stopping, containers: [{ exitCode: 1 }] }] });
    expect((await workloads.observe(service, 'hello-1'))?.stops).toEqual([
      { taskArn: 'stopping', reason: 'Essential container in task exited', exitCode: 1 },
    ]);
  });

  test('finds a task that is gone already no error when it is to be stopped', async () => {
    ecs.on(StopTaskCommand).rejects(named('InvalidParameterException'));
    await workloads.stopTask(target, 'plinth-dev', 'arn:task', 'it took too long');
  });
});

describe('CloudWatch', () => {
  test('tells the states of the alarms that are there', async () => {
    cloudWatch.on(DescribeAlarmsCommand, { AlarmNames: ['errors-one', 'gone'] }).resolves({
      MetricAlarms: [{ AlarmName: 'errors-one', StateValue: 'ALARM', StateReason: 'threshold crossed' }],
    });
    expect(await alarms.states(target, ['errors-one', 'gone'])).toEqual([
      { name: 'errors-one', state: 'ALARM', reason: 'threshold crossed' },
    ]);
  });
});

describe('another account', () => {
  test('is acted in by its provisioner role', async () => {
    sts.on(AssumeRoleCommand).resolves({
      Credentials: { AccessKeyId: 'A', SecretAccessKey: 'B', SessionToken: 'C', Expiration: new Date(0) },
    });
    const client = clientFor(ECSClient, { account: '999988887777', region: 'us-east-1' });
    await client.config.credentials();
    expect(sts.commandCalls(AssumeRoleCommand)[0]?.args[0].input.RoleArn).toBe(
      'arn:aws:iam::999988887777:role/plinth-provisioner',
    );
  });
});

function health(State: 'healthy' | 'draining' | 'unhealthy', Description?: string) {
  return { TargetHealth: { State, ...(Description !== undefined && { Description }) } };
}

function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}
