import type { Subnet } from '@aws-sdk/client-ec2';
import { AwsError } from '../../../kernel/errors.ts';
import { text } from '../../../kernel/property-values.ts';
import type { CreatedResource, ResourceContext } from '../../../kernel/service.ts';
import { checkedType, type ResourceRequest } from '../../../resource-types/checked-type.ts';
import { genericResources } from '../../../resource-types/generic-registry.ts';

const ZONES_MIN = 2;

/** AWS::RDS::DBSubnetGroup: `Ref` is the name. */
export const dbSubnetGroupType = checkedType({
  typeName: 'AWS::RDS::DBSubnetGroup',
  check: checkSubnets,
  checkDeletion: checkUnused,
});

async function checkSubnets({ properties, context }: ResourceRequest): Promise<void> {
  const subnets = await subnetsOf(properties, context);
  if (new Set(subnets.map(({ VpcId }) => VpcId)).size > 1) {
    throw new AwsError('InvalidSubnet', 'The requested subnets are in different VPCs.');
  }
  const zones = [...new Set(subnets.map(({ AvailabilityZone }) => AvailabilityZone))];
  if (zones.length >= ZONES_MIN) return;
  throw new AwsError(
    'DBSubnetGroupDoesNotCoverEnoughAZs',
    `The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: ${zones.join(', ')}. Add subnets to cover at least 2 AZs.`,
  );
}

/** The VPC of a subnet group. */
export async function vpcOf(
  properties: Readonly<Record<string, unknown>>,
  context: Pick<ResourceContext, 'kernel' | 'account' | 'region'>,
): Promise<string | undefined> {
  return (await subnetsOf(properties, context))[0]?.VpcId;
}

/** The subnets of a group. Throws InvalidSubnetID.NotFound. */
export async function subnetsOf(
  properties: Readonly<Record<string, unknown>>,
  { kernel, account, region }: Pick<ResourceContext, 'kernel' | 'account' | 'region'>,
): Promise<readonly Subnet[]> {
  const input = { SubnetIds: (properties.SubnetIds as readonly string[] | undefined) ?? [] };
  return (await kernel.invoke<{ Subnets: Subnet[] }>('ec2', 'DescribeSubnets', input, { account, region })).Subnets;
}

async function checkUnused({ physicalId }: CreatedResource, { context }: ResourceRequest): Promise<void> {
  const user = ['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster']
    .flatMap((typeName) => genericResources(context.kernel, context, typeName))
    .find(({ properties }) => text(properties, 'DBSubnetGroupName') === physicalId);
  if (user === undefined) return;
  throw new AwsError(
    'InvalidDBSubnetGroupStateFault',
    `Cannot delete the subnet group '${physicalId}' because at least one database instance: ${user.physicalId} is still using it.`,
  );
}
