import type {
  CreateAutoScalingGroupType,
  DescribeAutoScalingInstancesType,
  DescribeScalingActivitiesType,
  UpdateAutoScalingGroupType,
} from '@aws-sdk/client-auto-scaling';
import { AwsError } from '../../kernel/errors.ts';
import { page } from '../../kernel/page.ts';
import { launchTemplateOf } from './launch-machine.ts';
import { emptyGroup, reconcile } from './reconcile.ts';
import {
  type AutoScalingCall,
  autoScalingStore,
  findGroup,
  type Group,
  type Machine,
  validationError,
} from './store.ts';

/** Throws `AlreadyExists` and `ValidationError`. */
export function createAutoScalingGroup(input: CreateAutoScalingGroupType, call: AutoScalingCall) {
  const { groups } = autoScalingStore(call);
  const name = input.AutoScalingGroupName!;
  if (groups.has(name)) {
    throw new AwsError(
      'AlreadyExists',
      `AutoScalingGroup by this name already exists - A group with the name ${name} already exists`,
    );
  }
  check(input);
  const group: Group = {
    name,
    arn: `arn:aws:autoscaling:${call.region}:${call.account}:autoScalingGroup:${call.kernel.random.uuid()}:autoScalingGroupName/${name}`,
    createdAt: new Date(call.kernel.clock.now()),
    definition: input,
    desired: input.DesiredCapacity ?? input.MinSize!,
    machines: new Map(),
    activities: [],
    policies: new Map(),
    launches: 0,
    isReconciling: false,
    isDeleting: false,
  };
  groups.set(name, group);
  reconcile(group, call);
  return {};
}

/** Omitted members keep their values. The desired capacity is moved inside the new limits. */
export function updateAutoScalingGroup(input: UpdateAutoScalingGroupType, call: AutoScalingCall) {
  const group = findGroup(input.AutoScalingGroupName, call);
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  const definition = { ...group.definition, ...given } as CreateAutoScalingGroupType;
  const desired = input.DesiredCapacity ?? Math.min(Math.max(group.desired, definition.MinSize!), definition.MaxSize!);
  check({ ...definition, DesiredCapacity: desired });
  group.definition = definition;
  group.desired = desired;
  reconcile(group, call);
  return {};
}

export function setDesiredCapacity(
  input: { readonly AutoScalingGroupName?: string; readonly DesiredCapacity?: number },
  call: AutoScalingCall,
) {
  const group = findGroup(input.AutoScalingGroupName, call);
  const { MinSize, MaxSize } = group.definition;
  const desired = input.DesiredCapacity!;
  if (desired < MinSize! || desired > MaxSize!) {
    const bound = desired < MinSize! ? `below min value ${MinSize}` : `above max value ${MaxSize}`;
    throw validationError(`New SetDesiredCapacity value ${desired} is ${bound} for the AutoScalingGroup.`);
  }
  group.desired = desired;
  reconcile(group, call);
  return {};
}

/** Throws `ResourceInUse` while the group has machines, unless forced. */
export function deleteAutoScalingGroup(
  input: { readonly AutoScalingGroupName?: string; readonly ForceDelete?: boolean },
  call: AutoScalingCall,
) {
  const group = findGroup(input.AutoScalingGroupName, call);
  if (group.machines.size > 0 && input.ForceDelete !== true) {
    throw new AwsError(
      'ResourceInUse',
      'You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.',
    );
  }
  group.isDeleting = true;
  call.kernel.background(
    emptyGroup(group, call).then(() => {
      autoScalingStore(call).groups.delete(group.name);
    }),
    `the deletion of the Auto Scaling group ${group.name}`,
  );
  return {};
}

export function describeAutoScalingGroups(
  input: { readonly AutoScalingGroupNames?: string[]; readonly NextToken?: string; readonly MaxRecords?: number },
  call: AutoScalingCall,
) {
  const names = input.AutoScalingGroupNames;
  const groups = [...autoScalingStore(call).groups.values()].filter(
    ({ name }) => !names?.length || names.includes(name),
  );
  const { items, nextToken } = page(groups, { limit: input.MaxRecords ?? 50, token: input.NextToken });
  return { AutoScalingGroups: items.map(groupView), NextToken: nextToken };
}

export function describeAutoScalingInstances(input: DescribeAutoScalingInstancesType, call: AutoScalingCall) {
  const all = [...autoScalingStore(call).groups.values()].flatMap(({ name, machines }) => {
    return [...machines.values()].map((machine) => ({ ...machineView(machine), AutoScalingGroupName: name }));
  });
  const wanted = all.filter(({ InstanceId }) => !input.InstanceIds?.length || input.InstanceIds.includes(InstanceId));
  return { AutoScalingInstances: wanted };
}

export function describeScalingActivities(input: DescribeScalingActivitiesType, call: AutoScalingCall) {
  const { activities } = findGroup(input.AutoScalingGroupName, call);
  const { items, nextToken } = page(activities, { limit: input.MaxRecords ?? 100, token: input.NextToken });
  return { Activities: items, NextToken: nextToken };
}

function check(definition: CreateAutoScalingGroupType): void {
  const { MinSize, MaxSize, DesiredCapacity = MinSize } = definition;
  if (MinSize! > MaxSize!) throw validationError('Max bound must be greater than or equal to min bound');
  if (DesiredCapacity! < MinSize! || DesiredCapacity! > MaxSize!) {
    throw validationError('Desired capacity must be between the specified min size and max size');
  }
  if (!definition.VPCZoneIdentifier) throw validationError('At least one Availability Zone or VPC Subnet is required.');
  launchTemplateOf(definition);
}

function groupView({ name, arn, createdAt, definition, desired, machines, isDeleting }: Group) {
  const { Tags = [], ...given } = definition;
  return {
    ...given,
    AutoScalingGroupName: name,
    AutoScalingGroupARN: arn,
    CreatedTime: createdAt,
    DesiredCapacity: desired,
    DefaultCooldown: definition.DefaultCooldown ?? 300,
    HealthCheckType: definition.HealthCheckType ?? 'EC2',
    AvailabilityZones: [...new Set([...machines.values()].map(({ zone }) => zone))],
    Instances: [...machines.values()].map(machineView),
    Tags: Tags.map((tag) => ({ ...tag, ResourceId: name, ResourceType: 'auto-scaling-group' })),
    ...(isDeleting ? { Status: 'Delete in progress' } : {}),
  };
}

function machineView({ id, type, zone, state, isHealthy, launchTemplate }: Machine) {
  return {
    InstanceId: id,
    InstanceType: type,
    AvailabilityZone: zone,
    LifecycleState: state,
    HealthStatus: isHealthy ? 'Healthy' : 'Unhealthy',
    LaunchTemplate: launchTemplate,
    ProtectedFromScaleIn: false,
  };
}
