import type {
  AllocateAddressRequest,
  CreateNatGatewayRequest,
  DescribeAddressesRequest,
  DescribeNatGatewaysRequest,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/errors.ts';
import { addressesPerRegion } from '../../kernel/quotas.ts';
import type { Call } from '../../kernel/service.ts';
import { describe } from './describe.ts';
import { createNetworkInterface, deleteNetworkInterface } from './network-interfaces.ts';
import { type Ec2Call, ec2Store, found, newId, type StoredAddress, type StoredNatGateway, tagsFrom } from './store.ts';

export function allocateAddress(input: AllocateAddressRequest, call: Call) {
  const store = ec2Store(call);
  if (store.addresses.size >= addressesPerRegion.value) {
    throw new AwsError('AddressLimitExceeded', 'The maximum number of addresses has been reached.');
  }
  const octet = () => Math.floor(call.kernel.random.next() * 254) + 1;
  const address: StoredAddress = {
    AllocationId: newId('eipalloc', call),
    PublicIp: `198.51.${octet()}.${octet()}`,
    Domain: 'vpc',
    NetworkBorderGroup: call.region,
    PublicIpv4Pool: 'amazon',
    Tags: tagsFrom(input.TagSpecifications),
  };
  store.addresses.set(address.AllocationId, address);
  return { AllocationId: address.AllocationId, PublicIp: address.PublicIp, Domain: address.Domain };
}

export function releaseAddress(input: { AllocationId?: string }, call: Call) {
  const store = ec2Store(call);
  const address = found(store.addresses, input.AllocationId, 'address');
  if (address.AssociationId !== undefined) {
    throw new AwsError(
      'InvalidIPAddress.InUse',
      `The address with allocation id ${address.AllocationId} cannot be released because it is in use.`,
    );
  }
  store.addresses.delete(address.AllocationId);
  return {};
}

export function describeAddresses(input: DescribeAddressesRequest, call: Call) {
  const { page } = describe(
    {
      items: ec2Store(call).addresses,
      kind: 'address',
      fields: {
        'allocation-id': (address) => address.AllocationId,
        'public-ip': (address) => address.PublicIp,
        'association-id': (address) => address.AssociationId,
        domain: (address) => address.Domain,
      },
    },
    { Filters: input.Filters, ids: input.AllocationIds },
  );
  const wanted = input.PublicIps;
  return { Addresses: wanted === undefined ? page : page.filter(({ PublicIp }) => wanted.includes(PublicIp)) };
}

export function createNatGateway(input: CreateNatGatewayRequest, call: Call) {
  const store = ec2Store(call);
  const subnet = found(store.subnets, input.SubnetId, 'subnet');
  const isPublic = input.ConnectivityType !== 'private';
  const address = isPublic ? found(store.addresses, input.AllocationId, 'address') : undefined;
  if (address?.AssociationId !== undefined) {
    throw new AwsError('Resource.AlreadyAssociated', `resource ${address.AllocationId} is already associated`);
  }
  const NatGatewayId = newId('nat', call);
  const { NetworkInterface } = createNetworkInterface(
    {
      SubnetId: subnet.SubnetId,
      Description: `Interface for NAT Gateway ${NatGatewayId}`,
      InterfaceType: 'nat_gateway' as never,
    },
    call,
  );
  if (address !== undefined) {
    address.AssociationId = newId('eipassoc', call);
    address.NetworkInterfaceId = NetworkInterface.NetworkInterfaceId;
    NetworkInterface.Association = { PublicIp: address.PublicIp, AllocationId: address.AllocationId };
  }
  const gateway: StoredNatGateway = {
    NatGatewayId,
    SubnetId: subnet.SubnetId,
    VpcId: subnet.VpcId,
    ConnectivityType: isPublic ? 'public' : 'private',
    CreateTime: new Date(call.kernel.clock.now()),
    NatGatewayAddresses: [
      {
        AllocationId: address?.AllocationId,
        PublicIp: address?.PublicIp,
        NetworkInterfaceId: NetworkInterface.NetworkInterfaceId,
        PrivateIp: NetworkInterface.PrivateIpAddress,
        IsPrimary: true,
        Status: 'succeeded',
      },
    ],
    State: 'available',
    Tags: tagsFrom(input.TagSpecifications),
  };
  store.natGateways.set(NatGatewayId, gateway);
  return { NatGateway: gateway };
}

/** A NAT gateway created in Express mode is pending for as long as standard mode would have waited. */
export function awaitAvailable(gateway: StoredNatGateway, { kernel, account, region }: Call): void {
  gateway.State = 'pending';
  const timer = { service: 'ec2', name: 'nat gateway available', key: gateway.NatGatewayId, account, region };
  kernel.timers.set(timer, kernel.durations.seconds('AWS::EC2::NatGateway create'));
}

export function becomeAvailable(id: string, call: Ec2Call): void {
  const gateway = ec2Store(call).natGateways.get(id);
  if (gateway !== undefined) gateway.State = 'available';
}

export function deleteNatGateway(input: { NatGatewayId?: string }, call: Call) {
  const store = ec2Store(call);
  const gateway = found(store.natGateways, input.NatGatewayId, 'natGateway');
  for (const { AllocationId, NetworkInterfaceId } of gateway.NatGatewayAddresses ?? []) {
    const address = store.addresses.get(AllocationId ?? '');
    if (address !== undefined) {
      address.AssociationId = undefined;
      address.NetworkInterfaceId = undefined;
    }
    if (NetworkInterfaceId !== undefined) deleteNetworkInterface({ NetworkInterfaceId }, call);
  }
  for (const { Routes } of store.routeTables.values()) {
    for (const route of Routes) if (route.NatGatewayId === gateway.NatGatewayId) route.State = 'blackhole';
  }
  store.natGateways.delete(gateway.NatGatewayId);
  return { NatGatewayId: gateway.NatGatewayId };
}

export function describeNatGateways(input: DescribeNatGatewaysRequest, call: Call) {
  const { page, next } = describe(
    {
      items: ec2Store(call).natGateways,
      kind: 'natGateway',
      fields: {
        'vpc-id': (gateway) => gateway.VpcId,
        'subnet-id': (gateway) => gateway.SubnetId,
        'nat-gateway-id': (gateway) => gateway.NatGatewayId,
        state: (gateway) => gateway.State,
      },
    },
    { ...input, Filters: input.Filter, ids: input.NatGatewayIds },
  );
  return { NatGateways: page, ...next };
}
