import type { SecurityGroup } from '@aws-sdk/client-ec2';
import { AwsError } from '../../../kernel/errors.ts';
import { text } from '../../../kernel/property-values.ts';
import type { ResourceRequest } from '../../../resource-types/checked-type.ts';
import { findGenericResource } from '../../../resource-types/generic-registry.ts';
import { vpcOf } from './db-subnet-group.ts';

/** Throws unless the subnet group exists and the security groups are in its VPC. */
export async function checkNetwork(
  { properties, context }: ResourceRequest,
  property: 'VPCSecurityGroups' | 'VpcSecurityGroupIds',
): Promise<void> {
  const physicalId = text(properties, 'DBSubnetGroupName');
  if (physicalId === undefined || physicalId === 'default') return;
  const typeName = 'AWS::RDS::DBSubnetGroup';
  const group = findGenericResource(context.kernel, context, { typeName, physicalId });
  if (group === undefined) {
    throw new AwsError('DBSubnetGroupNotFoundFault', `DB subnet group '${physicalId}' does not exist.`, 404);
  }
  const GroupIds = (properties[property] as readonly string[] | undefined) ?? [];
  if (GroupIds.length === 0) return;
  const vpc = await vpcOf(group.properties, context);
  const answer = context.kernel.invoke<{ SecurityGroups: SecurityGroup[] }>(
    'ec2',
    'DescribeSecurityGroups',
    { GroupIds },
    context,
  );
  const stray = (await answer).SecurityGroups.find(({ VpcId }) => VpcId !== vpc);
  if (stray === undefined) return;
  throw new AwsError(
    'InvalidVPCNetworkStateFault',
    `The DB instance and EC2 security group are in different VPCs. The DB instance is in ${vpc} and the EC2 security group is in ${stray.VpcId}`,
  );
}
