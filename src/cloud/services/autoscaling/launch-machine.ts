import type { CreateAutoScalingGroupType, LaunchTemplateSpecification } from '@aws-sdk/client-auto-scaling';
import type { ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import { companion } from '../../kernel/companion.ts';
import { AwsError } from '../../kernel/errors.ts';
import type { NetworkResponse } from '../../kernel/network.ts';
import type { TimerName } from '../../kernel/timers.ts';
import { type AutoScalingCall, autoScalingStore, type Group, type Machine, validationError } from './store.ts';

interface Version {
  readonly LaunchTemplateId: string;
  readonly LaunchTemplateName: string;
  readonly VersionNumber: number;
  readonly LaunchTemplateData: ResponseLaunchTemplateData;
}

interface Interface {
  readonly NetworkInterfaceId: string;
  readonly VpcId: string;
  readonly AvailabilityZone: string;
}

export interface Launching {
  readonly machine: Machine;
  readonly behaviour: Behaviour;
}

type Behaviour = (label: string) => string | undefined;

/** The launch template of a group. Throws `ValidationError` when the group does not name one. */
export function launchTemplateOf(definition: CreateAutoScalingGroupType): LaunchTemplateSpecification {
  const named =
    definition.LaunchTemplate ?? definition.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
  if (named !== undefined) return named;
  throw validationError('Valid requests must contain either LaunchTemplate or MixedInstancesPolicy parameter.');
}

/** A launching machine, with an address in the next subnet. Throws when its image or its network refuses it. */
export async function launchMachine(group: Group, call: AutoScalingCall): Promise<Launching> {
  const { kernel } = call;
  const version = await templateVersion(launchTemplateOf(group.definition), call);
  const imageId = version.LaunchTemplateData.ImageId ?? '';
  const behaviour = await behaviourOf(imageId, call);
  const refusal = behaviour('launch-error');
  if (refusal !== undefined) throw new AwsError('LaunchFailed', refusal);
  const place = await attachInterface(group, version.LaunchTemplateData, call);
  const overrides = group.definition.MixedInstancesPolicy?.LaunchTemplate?.Overrides ?? [];
  const machine: Machine = {
    id: `i-${kernel.random.hex(17)}`,
    type: overrides[0]?.InstanceType ?? version.LaunchTemplateData.InstanceType ?? 't3.micro',
    zone: place.AvailabilityZone,
    vpcId: place.VpcId,
    imageId,
    launchTemplate: {
      LaunchTemplateId: version.LaunchTemplateId,
      LaunchTemplateName: version.LaunchTemplateName,
      Version: String(version.VersionNumber),
    },
    networkInterfaceId: place.NetworkInterfaceId,
    state: 'Pending',
    inServiceAtMs: Number.POSITIVE_INFINITY,
    isHealthy: true,
    ports: await portsOf(group, call),
    healthStatus: Number(behaviour('health-status') ?? 200),
    hasBooted: false,
  };
  return { machine, behaviour };
}

async function templateVersion(named: LaunchTemplateSpecification, call: AutoScalingCall): Promise<Version> {
  const { LaunchTemplateId, LaunchTemplateName, Version = '$Default' } = named;
  const request = { LaunchTemplateId, LaunchTemplateName, Versions: [Version] };
  type Answer = { LaunchTemplateVersions: Version[] };
  const answer = await call.kernel.invoke<Answer>('ec2', 'DescribeLaunchTemplateVersions', request, call);
  return answer.LaunchTemplateVersions[0]!;
}

/** Tags `cloud.model.*` of the image; empty for an image that was never registered. */
async function behaviourOf(imageId: string, call: AutoScalingCall): Promise<Behaviour> {
  const request = { Filters: [{ Name: 'image-id', Values: [imageId] }] };
  type Answer = { Images: { Tags?: { Key: string; Value: string }[] }[] };
  const { Images } = await call.kernel.invoke<Answer>('ec2', 'DescribeImages', request, call);
  const tags = Images[0]?.Tags ?? [];
  return (label) => tags.find(({ Key }) => Key === `cloud.model.${label}`)?.Value;
}

async function attachInterface(
  group: Group,
  { NetworkInterfaces = [], SecurityGroupIds = [] }: ResponseLaunchTemplateData,
  call: AutoScalingCall,
): Promise<Interface> {
  const subnets = group.definition.VPCZoneIdentifier!.split(',');
  const SubnetId = subnets[group.launches++ % subnets.length]!.trim();
  const groups = NetworkInterfaces[0]?.Groups ?? SecurityGroupIds;
  const request = { SubnetId, ...(groups.length > 0 ? { Groups: groups } : {}) };
  type Answer = { NetworkInterface: Interface };
  const { NetworkInterface } = await call.kernel.invoke<Answer>('ec2', 'CreateNetworkInterface', request, call);
  return NetworkInterface;
}

/** The ports that its target groups send requests to. */
async function portsOf(group: Group, call: AutoScalingCall): Promise<readonly number[]> {
  const TargetGroupArns = group.definition.TargetGroupARNs ?? [];
  if (TargetGroupArns.length === 0) return [];
  type Answer = { TargetGroups: { Port?: number }[] };
  const request = { TargetGroupArns };
  const { TargetGroups } = await call.kernel.invoke<Answer>(
    'elasticloadbalancing',
    'DescribeTargetGroups',
    request,
    call,
  );
  return [...new Set(TargetGroups.flatMap(({ Port }) => Port ?? []))];
}

/** Puts the machine into service; it answers requests once it has booted. */
export async function startMachine({ machine, behaviour }: Launching, call: AutoScalingCall): Promise<void> {
  const { clock, durations, timers } = call.kernel;
  await clock.sleep(durations.seconds('machine launch'));
  timers.set(bootTimer(machine, call), Number(behaviour('boot-seconds') ?? durations.seconds('machine boot')));
}

/** The machine of that id has booted. */
export function booted(id: string, call: AutoScalingCall): void {
  const groups = [...autoScalingStore(call).groups.values()];
  const machine = groups.flatMap(({ machines }) => machines.get(id) ?? [])[0];
  if (machine === undefined) return;
  machine.hasBooted = true;
  openMachine(machine, call);
}

/** Ports of a machine that answer in this process. */
const openPortsOf = companion((_machine: Machine): (() => void)[] => []);

export function openMachine(machine: Machine, { kernel }: AutoScalingCall): void {
  const answer = response(machine.imageId, machine.healthStatus);
  for (const port of machine.ports) {
    openPortsOf(machine).push(kernel.network.register(`${machine.id}.${machine.vpcId}`, port, async () => answer));
  }
}

export function closeMachine(machine: Machine, call: AutoScalingCall): void {
  call.kernel.timers.cancel(bootTimer(machine, call));
  for (const close of openPortsOf(machine).splice(0)) close();
}

function bootTimer({ id }: Machine, { account, region }: AutoScalingCall): TimerName {
  return { service: 'autoscaling', name: 'booted', key: id, account, region };
}

function response(image: string, status: number): NetworkResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify({ image })) };
}
