import type {
  CreateLoadBalancerInput,
  DescribeLoadBalancersInput,
  SetIpAddressTypeInput,
  SetSecurityGroupsInput,
  SetSubnetsInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { closeListener, openListener } from './data-plane/open-listener.ts';
import { LOAD_BALANCER_ATTRIBUTES } from './default-attributes.ts';
import {
  type ElbCall,
  elbArn,
  elbStore,
  findLoadBalancer,
  type LoadBalancer,
  pageOf,
  tagMap,
  validationError,
} from './store.ts';

const LOAD_BALANCERS_MAX = 50;
const ARN_KINDS = { application: 'app', network: 'net', gateway: 'gwy' } as const;

interface Subnet {
  readonly SubnetId: string;
  readonly AvailabilityZone: string;
  readonly VpcId: string;
}

export async function createLoadBalancer(input: CreateLoadBalancerInput, call: Call) {
  const name = input.Name!;
  checkName(name, 'load balancer');
  const store = elbStore(call);
  const known = [...store.loadBalancers.values()].find((each) => each.name === name);
  if (known !== undefined) return sameOrDuplicate(known, input);
  if (store.loadBalancers.size >= LOAD_BALANCERS_MAX) {
    throw new AwsError(
      'TooManyLoadBalancers',
      "You've reached the limit on the number of load balancers for your AWS account",
    );
  }
  const type = input.Type ?? 'application';
  const subnets = await subnetsOf(input, type, call);
  const fullName = `${ARN_KINDS[type]}/${name}/${call.kernel.random.hex(16)}`;
  const isInternal = input.Scheme === 'internal';
  const suffix = String(Math.floor(call.kernel.random.next() * 1e9)).padStart(9, '1');
  const loadBalancer: LoadBalancer = {
    arn: elbArn(call, `loadbalancer/${fullName}`),
    name,
    fullName,
    dnsName: `${isInternal ? 'internal-' : ''}${name}-${suffix}.${call.region}.elb.amazonaws.com`,
    type,
    scheme: input.Scheme ?? 'internet-facing',
    vpcId: subnets[0]!.VpcId,
    createdAt: new Date(call.kernel.clock.now()),
    state: 'provisioning',
    ipAddressType: input.IpAddressType ?? 'ipv4',
    zones: zonesOf(subnets),
    securityGroups: [],
    networkInterfaceIds: [],
    attributes: new Map(LOAD_BALANCER_ATTRIBUTES),
    tags: tagMap(input.Tags),
  };
  await placeInterfaces(loadBalancer, input.SecurityGroups, call);
  store.loadBalancers.set(loadBalancer.arn, loadBalancer);
  const provisioningSeconds = call.kernel.durations.seconds('AWS::ElasticLoadBalancingV2::LoadBalancer create');
  const { kernel, account, region } = call;
  const timer = { service: 'elasticloadbalancing', name: 'active', key: loadBalancer.arn, account, region };
  kernel.timers.set(timer, provisioningSeconds);
  return { LoadBalancers: [describe(loadBalancer)] };
}

export async function deleteLoadBalancer(input: { LoadBalancerArn?: string }, call: Call) {
  const store = elbStore(call);
  const loadBalancer = store.loadBalancers.get(input.LoadBalancerArn ?? '');
  if (loadBalancer === undefined) return {};
  if (loadBalancer.attributes.get('deletion_protection.enabled') === 'true') {
    throw new AwsError(
      'OperationNotPermitted',
      `Load balancer '${loadBalancer.arn}' cannot be deleted because deletion protection is enabled`,
    );
  }
  for (const listener of store.listeners.values()) {
    if (listener.loadBalancerArn !== loadBalancer.arn) continue;
    closeListener(listener);
    store.listeners.delete(listener.arn);
  }
  store.loadBalancers.delete(loadBalancer.arn);
  await removeInterfaces(loadBalancer, call);
  return {};
}

export function describeLoadBalancers(input: DescribeLoadBalancersInput, call: Call) {
  const all = [...elbStore(call).loadBalancers.values()];
  if (input.LoadBalancerArns !== undefined) {
    return { LoadBalancers: input.LoadBalancerArns.map((arn) => describe(findLoadBalancer(arn, call))) };
  }
  if (input.Names !== undefined) {
    const named = all.filter(({ name }) => input.Names!.includes(name));
    if (named.length < input.Names.length) {
      throw new AwsError('LoadBalancerNotFound', `Load balancers '[${input.Names.join(', ')}]' not found`);
    }
    return { LoadBalancers: named.map(describe) };
  }
  const { page, next } = pageOf(all, input);
  return { LoadBalancers: page.map(describe), ...next };
}

export async function setSecurityGroups(input: SetSecurityGroupsInput, call: Call) {
  const loadBalancer = findLoadBalancer(input.LoadBalancerArn, call);
  await removeInterfaces(loadBalancer, call);
  await placeInterfaces(loadBalancer, input.SecurityGroups, call);
  return { SecurityGroupIds: loadBalancer.securityGroups };
}

export async function setSubnets(input: SetSubnetsInput, call: Call) {
  const loadBalancer = findLoadBalancer(input.LoadBalancerArn, call);
  const subnets = await subnetsOf(input, loadBalancer.type, call);
  await removeInterfaces(loadBalancer, call);
  loadBalancer.zones = zonesOf(subnets);
  await placeInterfaces(loadBalancer, loadBalancer.securityGroups, call);
  return { AvailabilityZones: loadBalancer.zones, IpAddressType: loadBalancer.ipAddressType };
}

export function setIpAddressType(input: SetIpAddressTypeInput, call: Call) {
  const loadBalancer = findLoadBalancer(input.LoadBalancerArn, call);
  loadBalancer.ipAddressType = input.IpAddressType!;
  return { IpAddressType: loadBalancer.ipAddressType };
}

/** Names of load balancers and target groups: up to 32 letters, digits and hyphens, no hyphen at either end. */
export function checkName(name: string, noun: string): void {
  if (name.length > 32) throw validationError(`The ${noun} name '${name}' cannot be longer than '32' characters`);
  if (!/^[A-Za-z0-9-]+$/.test(name)) {
    throw validationError(
      `The ${noun} name '${name}' can only contain characters that are alphanumeric characters and hyphens(-)`,
    );
  }
  if (name.startsWith('-') || name.endsWith('-')) {
    throw validationError(`The ${noun} name '${name}' cannot begin or end with a hyphen(-)`);
  }
}

/** The load balancer of that ARN is provisioned: its listeners answer from now on. */
export function activate(arn: string, call: ElbCall): void {
  const store = elbStore(call);
  const loadBalancer = store.loadBalancers.get(arn);
  if (loadBalancer === undefined) return;
  loadBalancer.state = 'active';
  for (const listener of store.listeners.values()) {
    if (listener.loadBalancerArn === loadBalancer.arn) call.kernel.background(openListener(listener, call));
  }
}

function sameOrDuplicate(known: LoadBalancer, input: CreateLoadBalancerInput) {
  const subnets = input.Subnets ?? input.SubnetMappings?.map(({ SubnetId }) => SubnetId ?? '') ?? [];
  const hasSameSubnets =
    subnets.length === known.zones.length && known.zones.every((zone) => subnets.includes(zone.SubnetId));
  if (hasSameSubnets && (input.Scheme ?? 'internet-facing') === known.scheme)
    return { LoadBalancers: [describe(known)] };
  throw new AwsError(
    'DuplicateLoadBalancerName',
    `A load balancer with the same name '${known.name}' exists, but with different settings`,
  );
}

async function subnetsOf(
  input: Pick<CreateLoadBalancerInput, 'Subnets' | 'SubnetMappings'>,
  type: LoadBalancer['type'],
  call: Call,
): Promise<Subnet[]> {
  const ids = input.Subnets ?? input.SubnetMappings?.map(({ SubnetId }) => SubnetId ?? '') ?? [];
  if (ids.length < (type === 'application' ? 2 : 1)) {
    throw validationError('At least two subnets in two different Availability Zones must be specified');
  }
  const subnets = await describeSubnets(ids, call);
  if (new Set(subnets.map(({ AvailabilityZone }) => AvailabilityZone)).size < subnets.length) {
    throw new AwsError(
      'InvalidConfigurationRequest',
      'A load balancer cannot be attached to multiple subnets in the same Availability Zone',
    );
  }
  if (new Set(subnets.map(({ VpcId }) => VpcId)).size > 1) {
    throw new AwsError('InvalidConfigurationRequest', 'The subnets must be in the same VPC');
  }
  return subnets;
}

async function describeSubnets(ids: readonly string[], call: Call): Promise<Subnet[]> {
  try {
    const { Subnets } = await call.kernel.invoke<{ Subnets: Subnet[] }>(
      'ec2',
      'DescribeSubnets',
      { SubnetIds: ids },
      call,
    );
    return Subnets;
  } catch (error) {
    if (error instanceof AwsError && error.code === 'InvalidSubnetID.NotFound') {
      throw new AwsError('SubnetNotFound', `${error.message}`);
    }
    throw error;
  }
}

/** A load balancer has a network interface in each subnet, which keeps subnets and security groups from being deleted. */
async function placeInterfaces(
  loadBalancer: LoadBalancer,
  groups: readonly string[] | undefined,
  call: Call,
): Promise<void> {
  const placed = loadBalancer.zones.map(({ SubnetId }) => {
    const request = {
      SubnetId,
      Description: `ELB ${loadBalancer.fullName}`,
      ...(groups?.length ? { Groups: groups } : {}),
    };
    return call.kernel.invoke<PlacedInterface>('ec2', 'CreateNetworkInterface', request, call);
  });
  const interfaces = await Promise.all(placed).catch((error: unknown) => {
    if (error instanceof AwsError && error.code === 'InvalidGroup.NotFound') {
      throw new AwsError('InvalidSecurityGroup', 'One or more security groups are invalid');
    }
    throw error;
  });
  loadBalancer.networkInterfaceIds = interfaces.map(({ NetworkInterface }) => NetworkInterface.NetworkInterfaceId);
  loadBalancer.securityGroups =
    loadBalancer.type === 'application'
      ? interfaces[0]!.NetworkInterface.Groups.map(({ GroupId }) => GroupId)
      : [...(groups ?? [])];
}

interface PlacedInterface {
  readonly NetworkInterface: { readonly NetworkInterfaceId: string; readonly Groups: { readonly GroupId: string }[] };
}

async function removeInterfaces(loadBalancer: LoadBalancer, call: Call): Promise<void> {
  const removed = loadBalancer.networkInterfaceIds.map((NetworkInterfaceId) =>
    call.kernel.invoke('ec2', 'DeleteNetworkInterface', { NetworkInterfaceId }, call),
  );
  await Promise.all(removed);
  loadBalancer.networkInterfaceIds = [];
}

function zonesOf(subnets: readonly Subnet[]) {
  return subnets.map(({ AvailabilityZone, SubnetId }) => ({ ZoneName: AvailabilityZone, SubnetId }));
}

function describe(loadBalancer: LoadBalancer) {
  return {
    LoadBalancerArn: loadBalancer.arn,
    LoadBalancerName: loadBalancer.name,
    DNSName: loadBalancer.dnsName,
    CanonicalHostedZoneId: 'Z32O12XQLNTSW2',
    CreatedTime: loadBalancer.createdAt,
    Scheme: loadBalancer.scheme,
    VpcId: loadBalancer.vpcId,
    State: { Code: loadBalancer.state },
    Type: loadBalancer.type,
    AvailabilityZones: loadBalancer.zones.map((zone) => ({ ...zone, LoadBalancerAddresses: [] })),
    SecurityGroups: loadBalancer.securityGroups,
    IpAddressType: loadBalancer.ipAddressType,
  };
}
