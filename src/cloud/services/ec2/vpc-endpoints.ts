import type {
  CreateVpcEndpointRequest,
  DescribeVpcEndpointsRequest,
  ModifyVpcEndpointRequest,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { describe } from './describe.ts';
import { createNetworkInterface, deleteNetworkInterface } from './network-interfaces.ts';
import { ec2Store, found, newId, type StoredVpcEndpoint, tagsFrom } from './store.ts';

const OPEN_POLICY =
  '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}';

export function createVpcEndpoint(input: CreateVpcEndpointRequest, call: Call) {
  const store = ec2Store(call);
  const vpc = found(store.vpcs, input.VpcId, 'vpc');
  const type = input.VpcEndpointType ?? 'Gateway';
  if (!input.ServiceName?.includes(`.${call.region}.`)) {
    throw new AwsError('InvalidServiceName', `The Vpc Endpoint Service '${input.ServiceName}' does not exist`);
  }
  for (const id of input.RouteTableIds ?? []) found(store.routeTables, id, 'routeTable');
  const VpcEndpointId = newId('vpce', call);
  const interfaces = (type === 'Interface' ? (input.SubnetIds ?? []) : []).map(
    (SubnetId) =>
      createNetworkInterface(
        {
          SubnetId,
          Description: `VPC Endpoint Interface ${VpcEndpointId}`,
          ...(input.SecurityGroupIds === undefined ? {} : { Groups: input.SecurityGroupIds }),
        },
        call,
      ).NetworkInterface,
  );
  const endpoint: StoredVpcEndpoint = {
    VpcEndpointId,
    VpcId: vpc.VpcId,
    ServiceName: input.ServiceName,
    VpcEndpointType: type,
    // The SDK's type says `Available`; the service answers in lower case.
    State: 'available' as 'Available',
    OwnerId: call.account,
    PolicyDocument: input.PolicyDocument ?? OPEN_POLICY,
    PrivateDnsEnabled: input.PrivateDnsEnabled ?? type === 'Interface',
    RouteTableIds: input.RouteTableIds ?? [],
    SubnetIds: input.SubnetIds ?? [],
    Groups: interfaces[0]?.Groups?.map(({ GroupId, GroupName }) => ({ GroupId, GroupName })) ?? [],
    NetworkInterfaceIds: interfaces.map(({ NetworkInterfaceId }) => NetworkInterfaceId),
    DnsEntries:
      type === 'Interface'
        ? [
            {
              DnsName: `${VpcEndpointId}.${input.ServiceName.split('.').at(-1)}.${call.region}.vpce.amazonaws.com`,
              HostedZoneId: 'Z38GZ743OKFT7T',
            },
          ]
        : [],
    CreationTimestamp: new Date(call.kernel.clock.now()),
    Tags: tagsFrom(input.TagSpecifications),
  };
  store.vpcEndpoints.set(VpcEndpointId, endpoint);
  return { VpcEndpoint: endpoint };
}

export function modifyVpcEndpoint(input: ModifyVpcEndpointRequest, call: Call) {
  const endpoint = found(ec2Store(call).vpcEndpoints, input.VpcEndpointId, 'vpcEndpoint');
  if (input.PolicyDocument !== undefined) endpoint.PolicyDocument = input.PolicyDocument;
  if (input.PrivateDnsEnabled !== undefined) endpoint.PrivateDnsEnabled = input.PrivateDnsEnabled;
  const removed = new Set(input.RemoveRouteTableIds ?? []);
  endpoint.RouteTableIds = [
    ...(endpoint.RouteTableIds ?? []).filter((id) => !removed.has(id)),
    ...(input.AddRouteTableIds ?? []),
  ];
  return { Return: true };
}

export function deleteVpcEndpoints(input: { VpcEndpointIds?: string[] }, call: Call) {
  const store = ec2Store(call);
  for (const id of input.VpcEndpointIds ?? []) {
    const endpoint = found(store.vpcEndpoints, id, 'vpcEndpoint');
    for (const NetworkInterfaceId of endpoint.NetworkInterfaceIds ?? [])
      deleteNetworkInterface({ NetworkInterfaceId }, call);
    store.vpcEndpoints.delete(id);
  }
  return { Unsuccessful: [] };
}

export function describeVpcEndpoints(input: DescribeVpcEndpointsRequest, call: Call) {
  const { page, next } = describe(
    {
      items: ec2Store(call).vpcEndpoints,
      kind: 'vpcEndpoint',
      fields: {
        'vpc-id': (endpoint) => endpoint.VpcId,
        'service-name': (endpoint) => endpoint.ServiceName,
        'vpc-endpoint-id': (endpoint) => endpoint.VpcEndpointId,
        'vpc-endpoint-type': (endpoint) => endpoint.VpcEndpointType,
        'vpc-endpoint-state': (endpoint) => endpoint.State,
      },
    },
    { ...input, ids: input.VpcEndpointIds },
  );
  return { VpcEndpoints: page, ...next };
}
