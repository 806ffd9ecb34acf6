import { AwsError } from '../../../kernel/errors.ts';
import { text } from '../../../kernel/property-values.ts';
import { checkedType, type ResourceRequest } from '../../../resource-types/checked-type.ts';
import { findGenericResource, genericResources } from '../../../resource-types/generic-registry.ts';

const TYPE = 'AWS::ElastiCache::SubnetGroup';

/** AWS::ElastiCache::SubnetGroup: `Ref` is the name. */
export const subnetGroupType = checkedType({
  typeName: TYPE,
  async check({ properties, context }) {
    const SubnetIds = properties.SubnetIds as readonly string[];
    await context.kernel.invoke('ec2', 'DescribeSubnets', { SubnetIds }, context);
  },
  async checkDeletion({ physicalId }, { context }) {
    const users = ['AWS::ElastiCache::CacheCluster', 'AWS::ElastiCache::ReplicationGroup'].flatMap((typeName) =>
      genericResources(context.kernel, context, typeName),
    );
    if (!users.some(({ properties }) => text(properties, 'CacheSubnetGroupName') === physicalId)) return;
    const message = `Cache subnet group ${physicalId} is currently in use by a cache cluster.`;
    throw new AwsError('CacheSubnetGroupInUse', message);
  },
});

/** Throws unless the subnet group that a cache names exists. */
export function checkSubnetGroup({ properties, context }: ResourceRequest): void {
  const physicalId = text(properties, 'CacheSubnetGroupName');
  if (physicalId === undefined || physicalId === 'default') return;
  if (findGenericResource(context.kernel, context, { typeName: TYPE, physicalId }) !== undefined) return;
  throw new AwsError('CacheSubnetGroupNotFoundFault', `Cache Subnet Group ${physicalId} does not exist.`);
}
