import type { AuthorizeSecurityGroupIngressRequest, IpPermission } from '@aws-sdk/client-ec2';
import { coerceProperties } from '../../../kernel/coerce-properties.ts';
import type { CreatedResource, ResourceContext, ResourceType } from '../../../kernel/service.ts';
import * as groups from '../security-groups.ts';
import { ec2Store, found } from '../store.ts';
import { tagResource } from './tag-resource.ts';

interface RuleProperties {
  readonly IpProtocol: string;
  readonly FromPort?: number;
  readonly ToPort?: number;
  readonly CidrIp?: string;
  readonly CidrIpv6?: string;
  readonly SourceSecurityGroupId?: string;
  readonly DestinationSecurityGroupId?: string;
  readonly SourcePrefixListId?: string;
  readonly DestinationPrefixListId?: string;
  readonly Description?: string;
}

type Direction = 'SecurityGroupIngress' | 'SecurityGroupEgress';

const CHANGES = {
  SecurityGroupIngress: { add: groups.authorizeSecurityGroupIngress, remove: groups.revokeSecurityGroupIngress },
  SecurityGroupEgress: { add: groups.authorizeSecurityGroupEgress, remove: groups.revokeSecurityGroupEgress },
} as const;

/** Egress rules in the template replace the default rule that allows all traffic. */
export const securityGroupType: ResourceType = {
  typeName: 'AWS::EC2::SecurityGroup',
  timing: 'model',
  async create(properties, context) {
    const { GroupName, GroupDescription, VpcId } = properties as {
      GroupName?: string;
      GroupDescription: string;
      VpcId?: string;
    };
    const request = { GroupName: GroupName ?? context.physicalName(255), Description: GroupDescription, VpcId };
    const { GroupId } = groups.createSecurityGroup(request, context);
    const group = found(ec2Store(context).securityGroups, GroupId, 'securityGroup');
    change(
      GroupId,
      { direction: 'SecurityGroupIngress', from: [], to: rulesOf(properties, 'SecurityGroupIngress') },
      context,
    );
    const egress = rulesOf(properties, 'SecurityGroupEgress');
    if (egress.length > 0) group.IpPermissionsEgress = [];
    change(GroupId, { direction: 'SecurityGroupEgress', from: [], to: egress }, context);
    return described(GroupId, properties, context);
  },
  async update(resource, properties, previous, context) {
    for (const direction of ['SecurityGroupIngress', 'SecurityGroupEgress'] as const) {
      change(
        resource.physicalId,
        { direction, from: rulesOf(previous, direction), to: rulesOf(properties, direction) },
        context,
      );
    }
    return described(resource.physicalId, properties, context);
  },
  async delete(resource, _properties, context) {
    if (ec2Store(context).securityGroups.has(resource.physicalId))
      groups.deleteSecurityGroup({ GroupId: resource.physicalId }, context);
  },
};

export const securityGroupIngressType = ruleType('AWS::EC2::SecurityGroupIngress', 'SecurityGroupIngress');
export const securityGroupEgressType = ruleType('AWS::EC2::SecurityGroupEgress', 'SecurityGroupEgress');

function ruleType(typeName: string, direction: Direction): ResourceType {
  return {
    typeName,
    timing: 'model',
    async create(properties, context) {
      const to = [permission(properties as unknown as RuleProperties)];
      change(properties.GroupId as string, { direction, from: [], to }, context);
      const id = `sgr-${context.kernel.random.hex(17)}`;
      return { physicalId: id, attributes: { Id: id } };
    },
    async delete(_resource, properties, context) {
      const GroupId = properties.GroupId as string;
      if (!ec2Store(context).securityGroups.has(GroupId)) return;
      change(GroupId, { direction, from: [permission(properties as unknown as RuleProperties)], to: [] }, context);
    },
  };
}

function change(
  GroupId: string,
  { direction, from, to }: { direction: Direction; from: readonly IpPermission[]; to: readonly IpPermission[] },
  context: ResourceContext,
): void {
  const isIn = (rules: readonly IpPermission[], rule: IpPermission) =>
    rules.some((each) => JSON.stringify(each) === JSON.stringify(rule));
  const request = (rules: readonly IpPermission[]): AuthorizeSecurityGroupIngressRequest => ({
    GroupId,
    IpPermissions: [...rules],
  });
  const removed = from.filter((rule) => !isIn(to, rule));
  const added = to.filter((rule) => !isIn(from, rule));
  if (removed.length > 0) CHANGES[direction].remove(request(removed), context);
  if (added.length > 0) CHANGES[direction].add(request(added), context);
}

function rulesOf(properties: Record<string, unknown>, direction: Direction): IpPermission[] {
  return ((properties[direction] as RuleProperties[] | undefined) ?? []).map(permission);
}

function permission(given: RuleProperties): IpPermission {
  const rule = coerceProperties(given, { numbers: ['FromPort', 'ToPort'] });
  const { Description } = rule;
  const peer = rule.SourceSecurityGroupId ?? rule.DestinationSecurityGroupId;
  const list = rule.SourcePrefixListId ?? rule.DestinationPrefixListId;
  return {
    IpProtocol: String(rule.IpProtocol),
    FromPort: rule.FromPort,
    ToPort: rule.ToPort,
    IpRanges: rule.CidrIp === undefined ? [] : [{ CidrIp: rule.CidrIp, Description }],
    Ipv6Ranges: rule.CidrIpv6 === undefined ? [] : [{ CidrIpv6: rule.CidrIpv6, Description }],
    UserIdGroupPairs: peer === undefined ? [] : [{ GroupId: peer, Description }],
    PrefixListIds: list === undefined ? [] : [{ PrefixListId: list, Description }],
  };
}

function described(groupId: string, properties: Record<string, unknown>, context: ResourceContext): CreatedResource {
  const group = found(ec2Store(context).securityGroups, groupId, 'securityGroup');
  tagResource(group, properties, context);
  return { physicalId: groupId, attributes: { GroupId: groupId, Id: groupId, VpcId: group.VpcId } };
}
