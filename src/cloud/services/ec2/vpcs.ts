import type {
  CreateVpcRequest,
  DescribeVpcAttributeRequest,
  DescribeVpcsRequest,
  ModifyVpcAttributeRequest,
  Tag,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/errors.ts';
import { vpcsPerRegion } from '../../kernel/quotas.ts';
import type { Call } from '../../kernel/service.ts';
import { parseCidr } from './cidr.ts';
import { describe } from './describe.ts';
import { addRouteTable } from './route-tables.ts';
import { addSecurityGroup } from './security-groups.ts';
import {
  dependencyViolation,
  type Ec2Call,
  type Ec2Store,
  ec2Store,
  found,
  newId,
  type StoredVpc,
  tagsFrom,
} from './store.ts';

export function createVpc(input: CreateVpcRequest, call: Call) {
  const store = ec2Store(call);
  const block = parseCidr(input.CidrBlock);
  if (block === undefined) {
    throw new AwsError(
      'InvalidParameterValue',
      `Value (${input.CidrBlock}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`,
    );
  }
  if (block.prefix < 16 || block.prefix > 28) {
    throw new AwsError('InvalidVpc.Range', `The CIDR '${input.CidrBlock}' is invalid.`);
  }
  if (store.vpcs.size >= vpcsPerRegion.value) {
    throw new AwsError('VpcLimitExceeded', 'The maximum number of VPCs has been reached.');
  }
  return {
    Vpc: addVpc(
      store,
      { cidrBlock: input.CidrBlock!, isDefault: false, tags: tagsFrom(input.TagSpecifications) },
      call,
    ),
  };
}

export function addVpc(
  store: Ec2Store,
  wanted: { cidrBlock: string; isDefault: boolean; tags: Tag[] },
  call: Ec2Call,
): StoredVpc {
  const vpc: StoredVpc = {
    VpcId: newId('vpc', call),
    CidrBlock: wanted.cidrBlock,
    CidrBlockAssociationSet: [
      {
        AssociationId: newId('vpc-cidr-assoc', call),
        CidrBlock: wanted.cidrBlock,
        CidrBlockState: { State: 'associated' },
      },
    ],
    DhcpOptionsId: newId('dopt', call),
    InstanceTenancy: 'default',
    IsDefault: wanted.isDefault,
    OwnerId: call.account,
    State: 'available',
    Tags: wanted.tags,
    attributes: { EnableDnsSupport: true, EnableDnsHostnames: wanted.isDefault },
    ipv6CidrBlocks: [],
  };
  store.vpcs.set(vpc.VpcId, vpc);
  addSecurityGroup(
    store,
    { vpcId: vpc.VpcId, name: 'default', description: 'default VPC security group', tags: [] },
    call,
  );
  addRouteTable(store, { vpc, isMain: true, tags: [] }, call);
  store.networkAclByVpc.set(vpc.VpcId, newId('acl', call));
  return vpc;
}

export function deleteVpc(input: { VpcId?: string }, call: Call) {
  const store = ec2Store(call);
  const { VpcId } = found(store.vpcs, input.VpcId, 'vpc');
  const inVpc = (item: { VpcId?: string | undefined }) => item.VpcId === VpcId;
  const blockers = [
    ...[...store.subnets.values()].filter(inVpc),
    ...[...store.securityGroups.values()].filter((group) => inVpc(group) && group.GroupName !== 'default'),
    ...[...store.routeTables.values()].filter((table) => inVpc(table) && !table.Associations.some(({ Main }) => Main)),
    ...[...store.internetGateways.values()].filter(({ Attachments }) => Attachments.some(inVpc)),
    ...[...store.vpcEndpoints.values()].filter(inVpc),
  ];
  if (blockers.length > 0) throw dependencyViolation('vpc', VpcId);
  for (const items of [store.securityGroups, store.routeTables]) {
    for (const [id, item] of items) if (inVpc(item)) items.delete(id);
  }
  store.networkAclByVpc.delete(VpcId);
  store.vpcs.delete(VpcId);
  return {};
}

export function describeVpcs(input: DescribeVpcsRequest, call: Call) {
  const { page, next } = describe(
    {
      items: ec2Store(call).vpcs,
      kind: 'vpc',
      fields: {
        'vpc-id': (vpc) => vpc.VpcId,
        cidr: (vpc) => vpc.CidrBlock,
        'cidr-block-association.cidr-block': (vpc) => vpc.CidrBlockAssociationSet?.map(({ CidrBlock }) => CidrBlock),
        'ipv6-cidr-block-association.ipv6-cidr-block': (vpc) => vpc.ipv6CidrBlocks,
        isDefault: (vpc) => vpc.IsDefault,
        'is-default': (vpc) => vpc.IsDefault,
        state: (vpc) => vpc.State,
        'owner-id': (vpc) => vpc.OwnerId,
      },
    },
    { ...input, ids: input.VpcIds },
  );
  return { Vpcs: page.map(({ attributes: _attributes, ipv6CidrBlocks: _blocks, ...vpc }) => vpc), ...next };
}

export function describeVpcAttribute(input: DescribeVpcAttributeRequest, call: Call) {
  const vpc = found(ec2Store(call).vpcs, input.VpcId, 'vpc');
  const { EnableDnsSupport, EnableDnsHostnames } = vpc.attributes;
  if (input.Attribute === 'enableDnsSupport')
    return { VpcId: vpc.VpcId, EnableDnsSupport: { Value: EnableDnsSupport } };
  return { VpcId: vpc.VpcId, EnableDnsHostnames: { Value: EnableDnsHostnames } };
}

export function modifyVpcAttribute(input: ModifyVpcAttributeRequest, call: Call) {
  const { attributes } = found(ec2Store(call).vpcs, input.VpcId, 'vpc');
  if (input.EnableDnsSupport?.Value !== undefined) attributes.EnableDnsSupport = input.EnableDnsSupport.Value;
  if (input.EnableDnsHostnames?.Value !== undefined) attributes.EnableDnsHostnames = input.EnableDnsHostnames.Value;
  return {};
}
