import { coerceProperties } from '../../../kernel/coerce-properties.ts';
import type { CreatedResource, ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { ec2Store, found } from '../store.ts';
import { createVpc, deleteVpc } from '../vpcs.ts';
import { tagResource } from './tag-resource.ts';

export const vpcType: ResourceType = {
  typeName: 'AWS::EC2::VPC',
  timing: 'model',
  async create(properties, context) {
    const { Vpc } = createVpc({ CidrBlock: properties.CidrBlock as string }, context);
    return configure(Vpc.VpcId, properties, context);
  },
  update: async (resource, properties, _previous, context) => configure(resource.physicalId, properties, context),
  async delete(resource, _properties, context) {
    if (ec2Store(context).vpcs.has(resource.physicalId)) deleteVpc({ VpcId: resource.physicalId }, context);
  },
};

function configure(vpcId: string, given: Record<string, unknown>, context: ResourceContext): CreatedResource {
  const properties = coerceProperties(given, { booleans: ['EnableDnsSupport', 'EnableDnsHostnames'] });
  const store = ec2Store(context);
  const vpc = found(store.vpcs, vpcId, 'vpc');
  vpc.attributes = {
    EnableDnsSupport: (properties.EnableDnsSupport as boolean | undefined) ?? true,
    EnableDnsHostnames: (properties.EnableDnsHostnames as boolean | undefined) ?? false,
  };
  tagResource(vpc, properties, context);
  const defaultGroup = [...store.securityGroups.values()].find(
    (each) => each.VpcId === vpcId && each.GroupName === 'default',
  );
  return {
    physicalId: vpcId,
    attributes: {
      VpcId: vpcId,
      CidrBlock: vpc.CidrBlock,
      CidrBlockAssociations: vpc.CidrBlockAssociationSet?.map(({ AssociationId }) => AssociationId),
      DefaultSecurityGroup: defaultGroup?.GroupId,
      DefaultNetworkAcl: store.networkAclByVpc.get(vpcId),
      Ipv6CidrBlocks: vpc.ipv6CidrBlocks,
    },
  };
}
