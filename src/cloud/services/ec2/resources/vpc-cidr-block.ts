import { coerceProperties } from '../../../kernel/coerce-properties.ts';
import type { ResourceType } from '../../../kernel/service.ts';
import { ec2Store } from '../store.ts';
import { associateVpcCidrBlock, disassociateVpcCidrBlock } from '../vpc-cidr-blocks.ts';

/** `Ref` answers both parts of its identifier. */
export const vpcCidrBlockType: ResourceType = {
  typeName: 'AWS::EC2::VPCCidrBlock',
  timing: 'model',
  async create(properties: Record<string, unknown> & { VpcId?: string }, context) {
    const { VpcId, ...block } = coerceProperties(properties, { booleans: ['AmazonProvidedIpv6CidrBlock'] });
    const made = associateVpcCidrBlock({ VpcId, ...block }, context);
    const { AssociationId } = made.Ipv6CidrBlockAssociation ?? made.CidrBlockAssociation;
    return { physicalId: `${AssociationId}|${made.VpcId}`, attributes: { Id: AssociationId } };
  },
  async delete(resource, _properties, context) {
    const [AssociationId, vpcId] = resource.physicalId.split('|') as [string, string];
    if (ec2Store(context).vpcs.has(vpcId)) disassociateVpcCidrBlock({ AssociationId }, context);
  },
};
