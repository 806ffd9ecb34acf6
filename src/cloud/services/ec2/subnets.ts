import type {
  CreateSubnetRequest,
  DescribeSubnetsRequest,
  ModifySubnetAttributeRequest,
  Tag,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { contains, overlaps, parseCidr } from './cidr.ts';
import { describe } from './describe.ts';
import {
  dependencyViolation,
  type Ec2Call,
  type Ec2Store,
  ec2Store,
  found,
  newId,
  type StoredSubnet,
  type StoredVpc,
  tagsFrom,
} from './store.ts';
import { zoneId } from './zone-id.ts';

/** AWS reserves the first four addresses of a subnet and its last one. */
export const RESERVED_ADDRESSES = 5;

export function createSubnet(input: CreateSubnetRequest, call: Call) {
  const store = ec2Store(call);
  const vpc = found(store.vpcs, input.VpcId, 'vpc');
  const zone = input.AvailabilityZone ?? `${call.region}a`;
  if (!/^[a-c]$/.test(zone.slice(call.region.length)) || !zone.startsWith(call.region)) {
    throw new AwsError(
      'InvalidParameterValue',
      `Value (${zone}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: ${['a', 'b', 'c'].map((letter) => call.region + letter).join(', ')}.`,
    );
  }
  const cidrBlock = input.CidrBlock ?? '';
  checkBlock(cidrBlock, vpc, store);
  return { Subnet: addSubnet(store, { vpc, cidrBlock, zone, tags: tagsFrom(input.TagSpecifications) }, call) };
}

function checkBlock(cidrBlock: string, vpc: StoredVpc, store: Ec2Store): void {
  const block = parseCidr(cidrBlock);
  if (block === undefined) {
    throw new AwsError(
      'InvalidParameterValue',
      `Value (${cidrBlock}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`,
    );
  }
  const isInside = vpc.CidrBlockAssociationSet?.some(({ CidrBlock }) => contains(parseCidr(CidrBlock)!, block));
  if (block.prefix < 16 || block.prefix > 28 || !isInside) {
    throw new AwsError('InvalidSubnet.Range', `The CIDR '${cidrBlock}' is invalid.`);
  }
  const siblings = [...store.subnets.values()].filter(({ VpcId }) => VpcId === vpc.VpcId);
  if (siblings.some((sibling) => overlaps(parseCidr(sibling.CidrBlock)!, block))) {
    throw new AwsError('InvalidSubnet.Conflict', `The CIDR '${cidrBlock}' conflicts with another subnet`);
  }
}

export function addSubnet(
  store: Ec2Store,
  wanted: { vpc: StoredVpc; cidrBlock: string; zone: string; tags: Tag[] },
  call: Ec2Call,
): StoredSubnet {
  const SubnetId = newId('subnet', call);
  const subnet: StoredSubnet = {
    SubnetId,
    SubnetArn: `arn:aws:ec2:${call.region}:${call.account}:subnet/${SubnetId}`,
    VpcId: wanted.vpc.VpcId,
    CidrBlock: wanted.cidrBlock,
    AvailabilityZone: wanted.zone,
    AvailabilityZoneId: zoneId(wanted.zone),
    AvailableIpAddressCount: parseCidr(wanted.cidrBlock)!.size - RESERVED_ADDRESSES,
    DefaultForAz: false,
    MapPublicIpOnLaunch: false,
    AssignIpv6AddressOnCreation: false,
    OwnerId: call.account,
    State: 'available',
    Tags: wanted.tags,
  };
  store.subnets.set(SubnetId, subnet);
  return subnet;
}

export function deleteSubnet(input: { SubnetId?: string }, call: Call) {
  const store = ec2Store(call);
  const { SubnetId } = found(store.subnets, input.SubnetId, 'subnet');
  if ([...store.networkInterfaces.values()].some((each) => each.SubnetId === SubnetId)) {
    throw dependencyViolation('subnet', SubnetId);
  }
  for (const table of store.routeTables.values()) {
    table.Associations = table.Associations.filter((association) => association.SubnetId !== SubnetId);
  }
  store.subnets.delete(SubnetId);
  return {};
}

export function describeSubnets(input: DescribeSubnetsRequest, call: Call) {
  const { page, next } = describe(
    {
      items: ec2Store(call).subnets,
      kind: 'subnet',
      fields: {
        'vpc-id': (subnet) => subnet.VpcId,
        'subnet-id': (subnet) => subnet.SubnetId,
        'availability-zone': (subnet) => subnet.AvailabilityZone,
        availabilityZone: (subnet) => subnet.AvailabilityZone,
        'cidr-block': (subnet) => subnet.CidrBlock,
        'default-for-az': (subnet) => subnet.DefaultForAz,
        'map-public-ip-on-launch': (subnet) => subnet.MapPublicIpOnLaunch,
        state: (subnet) => subnet.State,
      },
    },
    { ...input, ids: input.SubnetIds },
  );
  return { Subnets: page, ...next };
}

export function modifySubnetAttribute(input: ModifySubnetAttributeRequest, call: Call) {
  const subnet = found(ec2Store(call).subnets, input.SubnetId, 'subnet');
  if (input.MapPublicIpOnLaunch?.Value !== undefined) subnet.MapPublicIpOnLaunch = input.MapPublicIpOnLaunch.Value;
  return {};
}
