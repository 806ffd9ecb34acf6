import type { CreateVpcEndpointRequest } from '@aws-sdk/client-ec2';
import { coerceProperties } from '../../../kernel/coerce-properties.ts';
import type { ResourceType } from '../../../kernel/service.ts';
import * as nat from '../nat-gateways.ts';
import { ec2Store, found } from '../store.ts';
import { createVpcEndpoint, deleteVpcEndpoints, modifyVpcEndpoint } from '../vpc-endpoints.ts';
import { tagResource } from './tag-resource.ts';

export const eipType: ResourceType = {
  typeName: 'AWS::EC2::EIP',
  timing: 'model',
  async create(properties, context) {
    const { AllocationId, PublicIp } = nat.allocateAddress({ Domain: 'vpc' }, context);
    tagResource(found(ec2Store(context).addresses, AllocationId, 'address'), properties, context);
    return { physicalId: PublicIp, attributes: { AllocationId, PublicIp } };
  },
  async delete(resource, _properties, context) {
    const AllocationId = resource.attributes?.AllocationId as string;
    if (ec2Store(context).addresses.has(AllocationId)) nat.releaseAddress({ AllocationId }, context);
  },
};

export const natGatewayType: ResourceType = {
  typeName: 'AWS::EC2::NatGateway',
  timing: 'model',
  async create(properties, context) {
    const { SubnetId, AllocationId, ConnectivityType } = properties as {
      SubnetId: string;
      AllocationId?: string;
      ConnectivityType?: 'public';
    };
    const { NatGateway } = nat.createNatGateway({ SubnetId, AllocationId, ConnectivityType }, context);
    if (context.isExpress) nat.awaitAvailable(NatGateway, context);
    tagResource(NatGateway, properties, context);
    const EniId = NatGateway.NatGatewayAddresses?.[0]?.NetworkInterfaceId;
    return { physicalId: NatGateway.NatGatewayId, attributes: { NatGatewayId: NatGateway.NatGatewayId, EniId } };
  },
  async update(resource, properties, _previous, context) {
    tagResource(found(ec2Store(context).natGateways, resource.physicalId, 'natGateway'), properties, context);
    return resource;
  },
  async delete(resource, _properties, context) {
    if (ec2Store(context).natGateways.has(resource.physicalId))
      nat.deleteNatGateway({ NatGatewayId: resource.physicalId }, context);
  },
};

export const vpcEndpointType: ResourceType = {
  typeName: 'AWS::EC2::VPCEndpoint',
  timing: 'model',
  // A gateway endpoint consists of routes; an interface endpoint creates network interfaces.
  creationRow: ({ VpcEndpointType = 'Gateway' }) =>
    `AWS::EC2::VPCEndpoint ${VpcEndpointType === 'Gateway' ? 'gateway ' : ''}create`,
  async create(given, context) {
    const { Tags: _tags, ...request } = requestOf(given);
    const { VpcEndpoint } = createVpcEndpoint(request as unknown as CreateVpcEndpointRequest, context);
    tagResource(VpcEndpoint, given, context);
    return {
      physicalId: VpcEndpoint.VpcEndpointId,
      attributes: {
        Id: VpcEndpoint.VpcEndpointId,
        CreationTimestamp: VpcEndpoint.CreationTimestamp?.toISOString(),
        DnsEntries: VpcEndpoint.DnsEntries?.map(({ HostedZoneId, DnsName }) => `${HostedZoneId}:${DnsName}`),
        NetworkInterfaceIds: VpcEndpoint.NetworkInterfaceIds,
      },
    };
  },
  async update(resource, given, previous, context) {
    const { RouteTableIds: wanted = [], PolicyDocument } = requestOf(given) as Partial<CreateVpcEndpointRequest>;
    const before = (previous.RouteTableIds as string[] | undefined) ?? [];
    const request = {
      VpcEndpointId: resource.physicalId,
      PolicyDocument,
      AddRouteTableIds: wanted.filter((id) => !before.includes(id)),
      RemoveRouteTableIds: before.filter((id) => !wanted.includes(id)),
    };
    modifyVpcEndpoint(request, context);
    return resource;
  },
  async delete(resource, _properties, context) {
    if (ec2Store(context).vpcEndpoints.has(resource.physicalId))
      deleteVpcEndpoints({ VpcEndpointIds: [resource.physicalId] }, context);
  },
};

function requestOf(given: Record<string, unknown>): Record<string, unknown> {
  const properties = coerceProperties(given, { booleans: ['PrivateDnsEnabled'] });
  const policy = properties.PolicyDocument;
  if (policy === undefined || typeof policy === 'string') return properties;
  return { ...properties, PolicyDocument: JSON.stringify(policy) };
}
