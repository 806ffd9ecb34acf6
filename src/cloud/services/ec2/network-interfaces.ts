import type { CreateNetworkInterfaceRequest, DescribeNetworkInterfacesRequest } from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { addressAt, parseCidr } from './cidr.ts';
import { describe } from './describe.ts';
import {
  type Ec2Store,
  ec2Store,
  found,
  newId,
  type StoredNetworkInterface,
  type StoredSubnet,
  tagsFrom,
} from './store.ts';
import { RESERVED_ADDRESSES } from './subnets.ts';

const FIRST_FREE_OFFSET = 4;

/** The interface gets the subnet's lowest free address, so that one seed gives one address plan. */
export function createNetworkInterface(input: CreateNetworkInterfaceRequest, call: Call) {
  const store = ec2Store(call);
  const subnet = found(store.subnets, input.SubnetId, 'subnet');
  const groups = input.Groups?.length
    ? input.Groups.map((id) => found(store.securityGroups, id, 'securityGroup'))
    : [...store.securityGroups.values()].filter((each) => each.VpcId === subnet.VpcId && each.GroupName === 'default');
  if (groups.some(({ VpcId }) => VpcId !== subnet.VpcId)) {
    throw new AwsError('InvalidParameterValue', 'You have specified two resources that belong to different networks.');
  }
  const PrivateIpAddress = freeAddress(store, subnet);
  const MacAddress = `02:${call.kernel.random.hex(10).match(/../g)!.join(':')}`;
  const networkInterface: StoredNetworkInterface = {
    NetworkInterfaceId: newId('eni', call),
    SubnetId: subnet.SubnetId,
    VpcId: subnet.VpcId,
    AvailabilityZone: subnet.AvailabilityZone,
    PrivateIpAddress,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress }],
    PrivateDnsName: `ip-${PrivateIpAddress.replaceAll('.', '-')}.${call.region}.compute.internal`,
    Description: input.Description ?? '',
    Groups: groups.map(({ GroupId, GroupName }) => ({ GroupId, GroupName })),
    InterfaceType: (input.InterfaceType as 'interface' | undefined) ?? 'interface',
    MacAddress,
    OwnerId: call.account,
    Status: 'in-use',
    TagSet: tagsFrom(input.TagSpecifications),
  };
  store.networkInterfaces.set(networkInterface.NetworkInterfaceId, networkInterface);
  subnet.AvailableIpAddressCount = (subnet.AvailableIpAddressCount ?? 0) - 1;
  return { NetworkInterface: networkInterface };
}

export function deleteNetworkInterface(input: { NetworkInterfaceId?: string }, call: Call) {
  const store = ec2Store(call);
  const networkInterface = found(store.networkInterfaces, input.NetworkInterfaceId, 'networkInterface');
  store.networkInterfaces.delete(networkInterface.NetworkInterfaceId);
  const subnet = store.subnets.get(networkInterface.SubnetId);
  if (subnet !== undefined) subnet.AvailableIpAddressCount = (subnet.AvailableIpAddressCount ?? 0) + 1;
  return {};
}

export function describeNetworkInterfaces(input: DescribeNetworkInterfacesRequest, call: Call) {
  const { page, next } = describe(
    {
      items: ec2Store(call).networkInterfaces as ReadonlyMap<string, StoredNetworkInterface & { Tags?: undefined }>,
      kind: 'networkInterface',
      fields: {
        'vpc-id': (each) => each.VpcId,
        'subnet-id': (each) => each.SubnetId,
        'group-id': (each) => each.Groups?.map(({ GroupId }) => GroupId),
        'network-interface-id': (each) => each.NetworkInterfaceId,
        'private-ip-address': (each) => each.PrivateIpAddress,
        description: (each) => each.Description,
        status: (each) => each.Status,
        'interface-type': (each) => each.InterfaceType,
      },
    },
    { ...input, ids: input.NetworkInterfaceIds },
  );
  return { NetworkInterfaces: page, ...next };
}

function freeAddress(store: Ec2Store, subnet: StoredSubnet): string {
  const block = parseCidr(subnet.CidrBlock)!;
  const taken = new Set(
    [...store.networkInterfaces.values()]
      .filter(({ SubnetId }) => SubnetId === subnet.SubnetId)
      .map(({ PrivateIpAddress }) => PrivateIpAddress),
  );
  for (let offset = FIRST_FREE_OFFSET; offset < block.size - RESERVED_ADDRESSES + FIRST_FREE_OFFSET; offset++) {
    const address = addressAt(block, offset);
    if (!taken.has(address)) return address;
  }
  throw new AwsError(
    'InsufficientFreeAddressesInSubnet',
    `The specified subnet does not have enough free addresses to satisfy the request. ${subnet.SubnetId}`,
  );
}
