import type {
  CreateTargetGroupInput,
  DescribeTargetGroupsInput,
  ModifyTargetGroupInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { stopTargetTimers } from './data-plane/target-timers.ts';
import { TARGET_GROUP_ATTRIBUTES } from './default-attributes.ts';
import { checkName } from './load-balancers.ts';
import {
  actionsOf,
  elbArn,
  elbStore,
  findLoadBalancer,
  findTargetGroup,
  type HealthCheck,
  loadBalancersUsing,
  pageOf,
  type TargetGroup,
  tagMap,
  targetGroupsOf,
  validationError,
} from './store.ts';

const TARGET_GROUPS_MAX = 3000;

export async function createTargetGroup(input: CreateTargetGroupInput, call: Call) {
  const name = input.Name!;
  checkName(name, 'target group');
  const store = elbStore(call);
  if ([...store.targetGroups.values()].some((each) => each.name === name)) {
    throw new AwsError(
      'DuplicateTargetGroupName',
      `A target group with the same name '${name}' exists, but with different settings`,
    );
  }
  if (store.targetGroups.size >= TARGET_GROUPS_MAX) {
    throw new AwsError(
      'TooManyTargetGroups',
      "You've reached the limit on the number of target groups for your AWS account",
    );
  }
  const targetType = input.TargetType ?? 'instance';
  if (targetType !== 'lambda') {
    if (input.Protocol === undefined) throw validationError('A protocol must be specified');
    if (input.Port === undefined) throw validationError('A port must be specified');
    if (input.VpcId === undefined) throw validationError('A VPC ID must be specified');
    await requireVpc(input.VpcId, call);
  }
  const healthCheck = checkHealthCheck(withChanges(defaultHealthCheck(input), input));
  const fullName = `targetgroup/${name}/${call.kernel.random.hex(16)}`;
  const group: TargetGroup = {
    arn: elbArn(call, fullName),
    name,
    fullName,
    protocol: input.Protocol,
    protocolVersion: input.ProtocolVersion ?? (input.Protocol?.startsWith('HTTP') ? 'HTTP1' : undefined),
    port: input.Port,
    vpcId: input.VpcId,
    targetType,
    healthCheck,
    targets: new Map(),
    attributes: new Map(TARGET_GROUP_ATTRIBUTES),
    tags: tagMap(input.Tags),
    turn: 0,
  };
  store.targetGroups.set(group.arn, group);
  return { TargetGroups: [describe(group, call)] };
}

export function modifyTargetGroup(input: ModifyTargetGroupInput, call: Call) {
  const group = findTargetGroup(input.TargetGroupArn, call);
  Object.assign(group.healthCheck, checkHealthCheck(withChanges(group.healthCheck, input)));
  return { TargetGroups: [describe(group, call)] };
}

export function deleteTargetGroup(input: { TargetGroupArn?: string }, call: Call) {
  const group = elbStore(call).targetGroups.get(input.TargetGroupArn ?? '');
  if (group === undefined) return {};
  if (loadBalancersUsing(group.arn, call).length > 0) {
    throw new AwsError('ResourceInUse', `Target group '${group.arn}' is currently in use by a listener or a rule`);
  }
  for (const target of group.targets.values()) stopTargetTimers(target, group, call);
  elbStore(call).targetGroups.delete(group.arn);
  return {};
}

export function describeTargetGroups(input: DescribeTargetGroupsInput, call: Call) {
  const all = [...elbStore(call).targetGroups.values()];
  if (input.TargetGroupArns !== undefined) {
    return { TargetGroups: input.TargetGroupArns.map((arn) => describe(findTargetGroup(arn, call), call)) };
  }
  if (input.Names !== undefined) {
    const named = all.filter(({ name }) => input.Names!.includes(name));
    if (named.length < input.Names.length)
      throw new AwsError('TargetGroupNotFound', 'One or more target groups not found');
    return { TargetGroups: named.map((group) => describe(group, call)) };
  }
  const wanted = input.LoadBalancerArn === undefined ? all : groupsOf(input.LoadBalancerArn, all, call);
  const { page, next } = pageOf(wanted, input);
  return { TargetGroups: page.map((group) => describe(group, call)), ...next };
}

function groupsOf(loadBalancerArn: string, all: readonly TargetGroup[], call: Call): TargetGroup[] {
  findLoadBalancer(loadBalancerArn, call);
  const listeners = [...elbStore(call).listeners.values()].filter((each) => each.loadBalancerArn === loadBalancerArn);
  const used = new Set(targetGroupsOf(listeners.flatMap(actionsOf)));
  return all.filter(({ arn }) => used.has(arn));
}

async function requireVpc(vpcId: string, call: Call): Promise<void> {
  try {
    await call.kernel.invoke('ec2', 'DescribeVpcs', { VpcIds: [vpcId] }, call);
  } catch (error) {
    if (error instanceof AwsError && error.code === 'InvalidVpcID.NotFound') {
      throw validationError(`The VPC ID '${vpcId}' is not found`);
    }
    throw error;
  }
}

function defaultHealthCheck(input: CreateTargetGroupInput): HealthCheck {
  const isHttp = input.Protocol === undefined || input.Protocol.startsWith('HTTP');
  const isLambda = input.TargetType === 'lambda';
  return {
    enabled: !isLambda,
    protocol: isHttp ? 'HTTP' : 'TCP',
    port: 'traffic-port',
    path: '/',
    intervalSeconds: isLambda ? 35 : 30,
    timeoutSeconds: isLambda ? 30 : isHttp ? 5 : 10,
    healthyThreshold: 5,
    unhealthyThreshold: 2,
    matcher: { HttpCode: '200' },
  };
}

function withChanges(check: HealthCheck, input: ModifyTargetGroupInput | CreateTargetGroupInput): HealthCheck {
  return {
    enabled: input.HealthCheckEnabled ?? check.enabled,
    protocol: input.HealthCheckProtocol ?? check.protocol,
    port: input.HealthCheckPort ?? check.port,
    path: input.HealthCheckPath ?? check.path,
    intervalSeconds: input.HealthCheckIntervalSeconds ?? check.intervalSeconds,
    timeoutSeconds: input.HealthCheckTimeoutSeconds ?? check.timeoutSeconds,
    healthyThreshold: input.HealthyThresholdCount ?? check.healthyThreshold,
    unhealthyThreshold: input.UnhealthyThresholdCount ?? check.unhealthyThreshold,
    matcher: input.Matcher ?? check.matcher,
  };
}

function checkHealthCheck(check: HealthCheck): HealthCheck {
  const range = (noun: string, value: number, min: number, max: number) => {
    if (!(value >= min && value <= max))
      throw validationError(`${noun} '${value}' must be in the range [${min}, ${max}]`);
  };
  range('Health check interval', check.intervalSeconds, 5, 300);
  range('Health check timeout', check.timeoutSeconds, 2, 120);
  range('Healthy threshold count', check.healthyThreshold, 2, 10);
  range('Unhealthy threshold count', check.unhealthyThreshold, 2, 10);
  if (check.timeoutSeconds >= check.intervalSeconds) {
    throw validationError(`Health check interval must be greater than the timeout`);
  }
  if (!check.path.startsWith('/'))
    throw validationError(`Health check path '${check.path}' must begin with a '/' character`);
  return check;
}

function describe(group: TargetGroup, call: Call) {
  const { healthCheck } = group;
  const isHttp = healthCheck.protocol.startsWith('HTTP');
  return {
    TargetGroupArn: group.arn,
    TargetGroupName: group.name,
    Protocol: group.protocol,
    ProtocolVersion: group.protocolVersion,
    Port: group.port,
    VpcId: group.vpcId,
    TargetType: group.targetType,
    IpAddressType: 'ipv4',
    HealthCheckEnabled: healthCheck.enabled,
    HealthCheckProtocol: healthCheck.protocol,
    HealthCheckPort: healthCheck.port,
    HealthCheckIntervalSeconds: healthCheck.intervalSeconds,
    HealthCheckTimeoutSeconds: healthCheck.timeoutSeconds,
    HealthyThresholdCount: healthCheck.healthyThreshold,
    UnhealthyThresholdCount: healthCheck.unhealthyThreshold,
    ...(isHttp ? { HealthCheckPath: healthCheck.path, Matcher: healthCheck.matcher } : {}),
    LoadBalancerArns: loadBalancersUsing(group.arn, call),
  };
}
