import { coerceProperties } from '../../../kernel/coerce-properties.ts';
import type { CreatedResource, ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { ec2Store, found } from '../store.ts';
import { createSubnet, deleteSubnet } from '../subnets.ts';
import { tagResource } from './tag-resource.ts';

export const subnetType: ResourceType = {
  typeName: 'AWS::EC2::Subnet',
  timing: 'model',
  async create(properties, context) {
    const { VpcId, CidrBlock, AvailabilityZone } = properties as {
      VpcId: string;
      CidrBlock: string;
      AvailabilityZone?: string;
    };
    const { Subnet } = createSubnet({ VpcId, CidrBlock, AvailabilityZone }, context);
    return configure(Subnet.SubnetId, properties, context);
  },
  update: async (resource, properties, _previous, context) => configure(resource.physicalId, properties, context),
  async delete(resource, _properties, context) {
    if (ec2Store(context).subnets.has(resource.physicalId)) deleteSubnet({ SubnetId: resource.physicalId }, context);
  },
};

function configure(subnetId: string, given: Record<string, unknown>, context: ResourceContext): CreatedResource {
  const properties = coerceProperties(given, { booleans: ['MapPublicIpOnLaunch'] });
  const store = ec2Store(context);
  const subnet = found(store.subnets, subnetId, 'subnet');
  subnet.MapPublicIpOnLaunch = (properties.MapPublicIpOnLaunch as boolean | undefined) ?? false;
  tagResource(subnet, properties, context);
  return {
    physicalId: subnetId,
    attributes: {
      SubnetId: subnetId,
      VpcId: subnet.VpcId,
      CidrBlock: subnet.CidrBlock,
      AvailabilityZone: subnet.AvailabilityZone,
      AvailabilityZoneId: subnet.AvailabilityZoneId,
      NetworkAclAssociationId: `aclassoc-${subnetId.slice('subnet-'.length)}`,
      Ipv6CidrBlocks: properties.Ipv6CidrBlock === undefined ? [] : [properties.Ipv6CidrBlock],
    },
  };
}
