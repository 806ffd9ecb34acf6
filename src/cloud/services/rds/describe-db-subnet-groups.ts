import type { DBSubnetGroup, DescribeDBSubnetGroupsMessage } from '@aws-sdk/client-rds';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { findGenericResource, type GenericResource } from '../../resource-types/generic-registry.ts';
import { type DescribedType, described, textOf } from './described.ts';

const SUBNET_GROUPS: DescribedType = {
  typeName: 'AWS::RDS::DBSubnetGroup',
  filters: {},
  notFound: (identifier) =>
    new AwsError('DBSubnetGroupNotFoundFault', `DB subnet group '${identifier}' does not exist.`, 404),
};

export function describeDbSubnetGroups(input: DescribeDBSubnetGroupsMessage, call: Call) {
  const { resources, next } = described(SUBNET_GROUPS, { ...input, identifier: input.DBSubnetGroupName }, call);
  return { DBSubnetGroups: resources.map(shown), ...next };
}

/** The subnet group of an instance. One that no stack created has its name alone. */
export function subnetGroupOf(name: string, call: Call): DBSubnetGroup {
  const found = findGenericResource(call.kernel, call, { typeName: SUBNET_GROUPS.typeName, physicalId: name });
  return found === undefined ? { DBSubnetGroupName: name } : shown(found);
}

function shown(resource: GenericResource): DBSubnetGroup {
  const subnets = (resource.properties.SubnetIds as readonly string[] | undefined) ?? [];
  return {
    DBSubnetGroupName: resource.physicalId,
    DBSubnetGroupArn: String(resource.attributes.DBSubnetGroupArn),
    DBSubnetGroupDescription: textOf(resource, 'DBSubnetGroupDescription'),
    SubnetGroupStatus: 'Complete',
    Subnets: subnets.map((SubnetIdentifier) => ({ SubnetIdentifier, SubnetStatus: 'Active' })),
  };
}
