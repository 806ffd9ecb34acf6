import { beforeEach, describe, expect, it } from 'vitest';
import { createKernel } from '../../../src/cloud/kernel/kernel.ts';
import type { Kernel } from '../../../src/cloud/kernel/service.ts';
import { autoscaling } from '../../../src/cloud/services/autoscaling/index.ts';
import { ec2 } from '../../../src/cloud/services/ec2/index.ts';
import { elbv2 } from '../../../src/cloud/services/elbv2/index.ts';

const place = { account: '111122223333', region: 'eu-west-1' };

interface Seen {
  DesiredCapacity: number;
  Instances: { InstanceId: string; LifecycleState: string; AvailabilityZone: string }[];
}

let kernel: Kernel;
let subnets: string;
let vpcId: string;

beforeEach(async () => {
  kernel = createKernel({ clock: 'virtual', seed: 1 }, [autoscaling, ec2, elbv2], []);
  const found = await call<{ Subnets: { SubnetId: string; VpcId: string }[] }>('ec2', 'DescribeSubnets', {});
  subnets = found.Subnets.map(({ SubnetId }) => SubnetId).join(',');
  vpcId = found.Subnets[0]!.VpcId;
});

function call<T = Record<string, unknown>>(service: string, operation: string, input: object): Promise<T> {
  return kernel.clock.drive(kernel.invoke<T>(service, operation, input, place));
}

const pass = (seconds: number) => kernel.clock.drive(kernel.clock.sleep(seconds));

async function launchTemplate(ImageId = 'ami-0aaaaaaaaaaaaaaa1'): Promise<string> {
  const LaunchTemplateData = { ImageId, InstanceType: 't3.micro' };
  const request = { LaunchTemplateName: ImageId, LaunchTemplateData };
  type Made = { LaunchTemplate: { LaunchTemplateId: string } };
  return (await call<Made>('ec2', 'CreateLaunchTemplate', request)).LaunchTemplate.LaunchTemplateId;
}

/** An image that behaves so. */
async function image(label: string, value: string): Promise<string> {
  const Tags = [{ Key: `cloud.model.${label}`, Value: value }];
  const request = { Name: label, TagSpecifications: [{ ResourceType: 'image', Tags }] };
  return (await call<{ ImageId: string }>('ec2', 'RegisterImage', request)).ImageId;
}

async function createGroup(given: Readonly<Record<string, unknown>> = {}): Promise<void> {
  await call('autoscaling', 'CreateAutoScalingGroup', {
    AutoScalingGroupName: 'shop',
    MinSize: 1,
    MaxSize: 4,
    DesiredCapacity: 2,
    VPCZoneIdentifier: subnets,
    LaunchTemplate: given.LaunchTemplate ?? { LaunchTemplateId: await launchTemplate(), Version: '1' },
    ...given,
  });
}

async function group(): Promise<Seen | undefined> {
  const request = { AutoScalingGroupNames: ['shop'] };
  return (await call<{ AutoScalingGroups: Seen[] }>('autoscaling', 'DescribeAutoScalingGroups', request))
    .AutoScalingGroups[0];
}

const states = async () => (await group())?.Instances.map(({ LifecycleState }) => LifecycleState);

/** A target group behind a load balancer. */
async function targetGroup(): Promise<string> {
  const described = { Name: 'shop', Protocol: 'HTTP', Port: 8080, VpcId: vpcId, TargetType: 'instance' };
  type Made = { TargetGroups: { TargetGroupArn: string }[] };
  const made = await call<Made>('elasticloadbalancing', 'CreateTargetGroup', {
    ...described,
    HealthCheckIntervalSeconds: 10,
    HealthyThresholdCount: 2,
  });
  const TargetGroupArn = made.TargetGroups[0]!.TargetGroupArn;
  type Balancer = { LoadBalancers: { LoadBalancerArn: string }[] };
  const balancer = await call<Balancer>('elasticloadbalancing', 'CreateLoadBalancer', {
    Name: 'shop',
    Subnets: subnets.split(','),
  });
  await call('elasticloadbalancing', 'CreateListener', {
    LoadBalancerArn: balancer.LoadBalancers[0]!.LoadBalancerArn,
    Protocol: 'HTTP',
    Port: 80,
    DefaultActions: [{ Type: 'forward', TargetGroupArn }],
  });
  await pass(600);
  return TargetGroupArn;
}

async function health(TargetGroupArn: string): Promise<readonly string[]> {
  type Health = { TargetHealthDescriptions: { TargetHealth: { State: string } }[] };
  const answer = await call<Health>('elasticloadbalancing', 'DescribeTargetHealth', { TargetGroupArn });
  return answer.TargetHealthDescriptions.map(({ TargetHealth }) => TargetHealth.State);
}

describe('a scaling group', () => {
  it('launches as many machines as it wants, in one zone after the other', async () => {
    await createGroup();
    await pass(5);
    expect(await states()).toEqual(['Pending', 'Pending']);
    await pass(120);
    const seen = await group();
    expect(seen?.Instances.map(({ LifecycleState }) => LifecycleState)).toEqual(['InService', 'InService']);
    expect(new Set(seen?.Instances.map(({ AvailabilityZone }) => AvailabilityZone)).size).toBe(2);
  });

  it('follows its desired capacity, within its bounds', async () => {
    await createGroup();
    await pass(120);
    await call('autoscaling', 'SetDesiredCapacity', { AutoScalingGroupName: 'shop', DesiredCapacity: 4 });
    await pass(120);
    expect(await states()).toHaveLength(4);
    await call('autoscaling', 'UpdateAutoScalingGroup', { AutoScalingGroupName: 'shop', MaxSize: 1 });
    await pass(300);
    expect(await states()).toHaveLength(1);
    const tooMany = { AutoScalingGroupName: 'shop', DesiredCapacity: 2 };
    await expect(call('autoscaling', 'SetDesiredCapacity', tooMany)).rejects.toMatchObject({ code: 'ValidationError' });
  });

  it('has its machines answer in its target group, and takes them out again', async () => {
    const arn = await targetGroup();
    await createGroup({ TargetGroupARNs: [arn] });
    await pass(300);
    expect(await health(arn)).toEqual(['healthy', 'healthy']);
    await call('autoscaling', 'SetDesiredCapacity', { AutoScalingGroupName: 'shop', DesiredCapacity: 1 });
    await pass(10);
    expect((await health(arn)).toSorted()).toEqual(['draining', 'healthy']);
    await pass(600);
    expect(await health(arn)).toEqual(['healthy']);
  });

  it('replaces a machine that the load balancer calls unhealthy, after its grace period', async () => {
    const arn = await targetGroup();
    const LaunchTemplateId = await launchTemplate(await image('health-status', '500'));
    await createGroup({
      DesiredCapacity: 1,
      TargetGroupARNs: [arn],
      HealthCheckType: 'ELB',
      HealthCheckGracePeriod: 60,
      LaunchTemplate: { LaunchTemplateId },
    });
    await pass(50);
    const [first] = (await group())?.Instances ?? [];
    await pass(900);
    expect((await group())?.Instances.map(({ InstanceId }) => InstanceId)).not.toContain(first?.InstanceId);
    type Found = { Activities: { Cause: string }[] };
    const found = await call<Found>('autoscaling', 'DescribeScalingActivities', { AutoScalingGroupName: 'shop' });
    expect(found.Activities.some(({ Cause }) => Cause.includes('ELB system health check failure'))).toBe(true);
  });

  it('says why a launch failed', async () => {
    const LaunchTemplateId = await launchTemplate(await image('launch-error', 'no such image'));
    await createGroup({ LaunchTemplate: { LaunchTemplateId } });
    await pass(10);
    type Found = { Activities: { StatusCode: string; StatusMessage: string }[] };
    const found = await call<Found>('autoscaling', 'DescribeScalingActivities', { AutoScalingGroupName: 'shop' });
    expect(found.Activities[0]).toMatchObject({
      StatusCode: 'Failed',
      StatusMessage: 'no such image. Launching EC2 instance failed.',
    });
  });

  it('is deleted with its machines only by force, and gives their addresses back', async () => {
    await createGroup();
    await pass(120);
    const shop = { AutoScalingGroupName: 'shop' };
    await expect(call('autoscaling', 'DeleteAutoScalingGroup', shop)).rejects.toMatchObject({ code: 'ResourceInUse' });
    await call('autoscaling', 'DeleteAutoScalingGroup', { ...shop, ForceDelete: true });
    await pass(600);
    expect(await group()).toBeUndefined();
    type Interfaces = { NetworkInterfaces: unknown[] };
    expect((await call<Interfaces>('ec2', 'DescribeNetworkInterfaces', {})).NetworkInterfaces).toEqual([]);
  });

  it('is refused without a launch template, beyond its bounds, and twice', async () => {
    const LaunchTemplate = { LaunchTemplateId: await launchTemplate() };
    const refused = { code: 'ValidationError' };
    await expect(createGroup({ LaunchTemplate, DesiredCapacity: 9 })).rejects.toMatchObject(refused);
    await createGroup({ LaunchTemplate });
    await expect(createGroup({ LaunchTemplate })).rejects.toMatchObject({ code: 'AlreadyExists' });
    const bare = { AutoScalingGroupName: 'bare', MinSize: 0, MaxSize: 1, VPCZoneIdentifier: subnets };
    await expect(call('autoscaling', 'CreateAutoScalingGroup', bare)).rejects.toMatchObject(refused);
  });
});
