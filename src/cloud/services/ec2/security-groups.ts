import type {
  AuthorizeSecurityGroupIngressRequest,
  CreateSecurityGroupRequest,
  DescribeSecurityGroupsRequest,
  IpPermission,
  Tag,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { describe } from './describe.ts';
import { type Ec2Call, type Ec2Store, ec2Store, found, newId, type StoredSecurityGroup, tagsFrom } from './store.ts';

const EVERYWHERE: IpPermission = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }], UserIdGroupPairs: [] };
const RULES_MAX = 60;

export function createSecurityGroup(input: CreateSecurityGroupRequest, call: Call) {
  const store = ec2Store(call);
  const vpcId = input.VpcId ?? [...store.vpcs.values()].find(({ IsDefault }) => IsDefault)?.VpcId;
  if (vpcId === undefined) throw new AwsError('VPCIdNotSpecified', 'No default VPC for this user');
  found(store.vpcs, vpcId, 'vpc');
  const inUse = [...store.securityGroups.values()].some(
    (each) => each.VpcId === vpcId && each.GroupName === input.GroupName,
  );
  if (inUse) {
    throw new AwsError(
      'InvalidGroup.Duplicate',
      `The security group '${input.GroupName}' already exists for VPC '${vpcId}'`,
    );
  }
  const wanted = {
    vpcId,
    name: input.GroupName!,
    description: input.Description!,
    tags: tagsFrom(input.TagSpecifications),
  };
  const group = addSecurityGroup(store, wanted, call);
  return { GroupId: group.GroupId, SecurityGroupArn: group.SecurityGroupArn, Tags: group.Tags };
}

export function addSecurityGroup(
  store: Ec2Store,
  wanted: { vpcId: string; name: string; description: string; tags: Tag[] },
  call: Ec2Call,
): StoredSecurityGroup {
  const GroupId = newId('sg', call);
  const group: StoredSecurityGroup = {
    GroupId,
    SecurityGroupArn: `arn:aws:ec2:${call.region}:${call.account}:security-group/${GroupId}`,
    GroupName: wanted.name,
    Description: wanted.description,
    VpcId: wanted.vpcId,
    OwnerId: call.account,
    IpPermissions: [],
    IpPermissionsEgress: [structuredClone(EVERYWHERE)],
    Tags: wanted.tags,
  };
  store.securityGroups.set(GroupId, group);
  return group;
}

export function deleteSecurityGroup(input: { GroupId?: string }, call: Call) {
  const store = ec2Store(call);
  const group = found(store.securityGroups, input.GroupId, 'securityGroup');
  if (group.GroupName === 'default') {
    throw new AwsError(
      'CannotDelete',
      `the specified group: "${group.GroupId}" name: "default" cannot be deleted by a user`,
    );
  }
  const isUsed = [...store.networkInterfaces.values()].some(({ Groups }) =>
    Groups?.some(({ GroupId }) => GroupId === group.GroupId),
  );
  const isReferenced = [...store.securityGroups.values()].some(
    (other) => other !== group && refersTo(other, group.GroupId),
  );
  if (isUsed || isReferenced) {
    throw new AwsError('DependencyViolation', `resource ${group.GroupId} has a dependent object`);
  }
  store.securityGroups.delete(group.GroupId);
  return { Return: true, GroupId: group.GroupId };
}

export function describeSecurityGroups(input: DescribeSecurityGroupsRequest, call: Call) {
  const { page, next } = describe(
    {
      items: ec2Store(call).securityGroups,
      kind: 'securityGroup',
      fields: {
        'vpc-id': (group) => group.VpcId,
        'group-id': (group) => group.GroupId,
        'group-name': (group) => group.GroupName,
        description: (group) => group.Description,
        'ip-permission.group-id': (group) => referencedGroups(group.IpPermissions),
      },
    },
    { ...input, ids: input.GroupIds },
  );
  return { SecurityGroups: page, ...next };
}

export const authorizeSecurityGroupIngress = authorize('IpPermissions');
export const authorizeSecurityGroupEgress = authorize('IpPermissionsEgress');
export const revokeSecurityGroupIngress = revoke('IpPermissions');
export const revokeSecurityGroupEgress = revoke('IpPermissionsEgress');

function authorize(direction: 'IpPermissions' | 'IpPermissionsEgress') {
  return (input: AuthorizeSecurityGroupIngressRequest, call: Call) => {
    const store = ec2Store(call);
    const group = found(store.securityGroups, input.GroupId, 'securityGroup');
    for (const permission of permissionsOf(input)) {
      for (const peer of referencedGroups([permission])) found(store.securityGroups, peer, 'securityGroup');
      if (group[direction].some((each) => samePermission(each, permission))) {
        throw new AwsError(
          'InvalidPermission.Duplicate',
          `the specified rule "${ruleText(permission)}" already exists`,
        );
      }
      if (group[direction].length >= RULES_MAX) {
        throw new AwsError(
          'RulesPerSecurityGroupLimitExceeded',
          'The maximum number of rules per security group has been reached.',
        );
      }
      group[direction].push(permission);
    }
    return { Return: true };
  };
}

function revoke(direction: 'IpPermissions' | 'IpPermissionsEgress') {
  return (input: AuthorizeSecurityGroupIngressRequest, call: Call) => {
    const group = found(ec2Store(call).securityGroups, input.GroupId, 'securityGroup');
    for (const permission of permissionsOf(input)) {
      const index = group[direction].findIndex((each) => samePermission(each, permission));
      if (index < 0) {
        throw new AwsError('InvalidPermission.NotFound', 'The specified rule does not exist in this security group.');
      }
      group[direction].splice(index, 1);
    }
    return { Return: true };
  };
}

function permissionsOf(input: AuthorizeSecurityGroupIngressRequest): IpPermission[] {
  if (input.IpPermissions !== undefined) return input.IpPermissions.flatMap(onePeerEach);
  return [
    {
      IpProtocol: input.IpProtocol,
      FromPort: input.FromPort,
      ToPort: input.ToPort,
      IpRanges: input.CidrIp === undefined ? [] : [{ CidrIp: input.CidrIp }],
      UserIdGroupPairs: [],
    },
  ];
}

/** A permission with several peers becomes one rule for each, so that each can be revoked or recognised as a duplicate. */
function onePeerEach(permission: IpPermission): IpPermission[] {
  const { IpProtocol, FromPort, ToPort } = permission;
  const base = { IpProtocol, FromPort, ToPort, IpRanges: [], UserIdGroupPairs: [] };
  return [
    ...(permission.IpRanges ?? []).map((range) => ({ ...base, IpRanges: [range] })),
    ...(permission.Ipv6Ranges ?? []).map((range) => ({ ...base, Ipv6Ranges: [range] })),
    ...(permission.PrefixListIds ?? []).map((list) => ({ ...base, PrefixListIds: [list] })),
    ...(permission.UserIdGroupPairs ?? []).map((pair) => ({ ...base, UserIdGroupPairs: [pair] })),
  ];
}

function samePermission(a: IpPermission, b: IpPermission): boolean {
  return ruleText(a) === ruleText(b);
}

function ruleText(permission: IpPermission): string {
  const peers = [
    ...(permission.IpRanges ?? []).map(({ CidrIp }) => CidrIp),
    ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6 }) => CidrIpv6),
    ...(permission.PrefixListIds ?? []).map(({ PrefixListId }) => PrefixListId),
    ...referencedGroups([permission]),
  ];
  return `peer: ${peers.join(' ')}, ${permission.IpProtocol}, from port: ${permission.FromPort ?? -1}, to port: ${permission.ToPort ?? -1}, ALLOW`;
}

function referencedGroups(permissions: readonly IpPermission[]): string[] {
  return permissions.flatMap(({ UserIdGroupPairs }) =>
    (UserIdGroupPairs ?? []).flatMap(({ GroupId }) => GroupId ?? []),
  );
}

function refersTo(group: StoredSecurityGroup, groupId: string): boolean {
  return referencedGroups([...group.IpPermissions, ...group.IpPermissionsEgress]).includes(groupId);
}
