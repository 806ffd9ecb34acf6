import type { NetworkInterface, Subnet } from '@aws-sdk/client-ec2';
import { AwsError } from '../../../kernel/errors.ts';
import { text } from '../../../kernel/property-values.ts';
import { checkedType, type ResourceRequest } from '../../../resource-types/checked-type.ts';
import { genericResources } from '../../../resource-types/generic-registry.ts';
import { checkFileSystem } from './file-system.ts';

const TYPE = 'AWS::EFS::MountTarget';

/** AWS::EFS::MountTarget: `Ref` is the id. */
export const mountTargetType = checkedType({
  typeName: TYPE,
  async check(request) {
    checkFileSystem(request);
    if (request.previous === undefined) await checkNetwork(request);
  },
  async attributes({ physicalId }, { properties, previous, context }) {
    if (previous !== undefined) return {};
    const input = {
      SubnetId: text(properties, 'SubnetId'),
      Groups: properties.SecurityGroups,
      Description: `EFS mount target for ${text(properties, 'FileSystemId')} (${physicalId})`,
    };
    const answer = context.kernel.invoke<{ NetworkInterface: NetworkInterface }>(
      'ec2',
      'CreateNetworkInterface',
      input,
      context,
    );
    const { NetworkInterfaceId, PrivateIpAddress } = (await answer).NetworkInterface;
    return { NetworkInterfaceId, IpAddress: PrivateIpAddress };
  },
  async remove({ attributes = {} }, { context }) {
    const { NetworkInterfaceId } = attributes;
    await context.kernel.invoke('ec2', 'DeleteNetworkInterface', { NetworkInterfaceId }, context);
  },
});

/** Throws unless this is the file system's only mount target in its zone, in the VPC of the others. */
async function checkNetwork({ properties, context }: ResourceRequest): Promise<void> {
  const { kernel } = context;
  const siblings = genericResources(kernel, context, TYPE).filter((other) => {
    return text(other.properties, 'FileSystemId') === text(properties, 'FileSystemId');
  });
  const SubnetIds = [properties, ...siblings.map((other) => other.properties)].map((each) => text(each, 'SubnetId'));
  const answer = kernel.invoke<{ Subnets: Subnet[] }>(
    'ec2',
    'DescribeSubnets',
    { SubnetIds: [...new Set(SubnetIds)] },
    context,
  );
  const subnets = new Map((await answer).Subnets.map((subnet) => [subnet.SubnetId, subnet]));
  const [own, ...others] = SubnetIds.map((id) => subnets.get(id));
  if (others.some((other) => other?.AvailabilityZone === own?.AvailabilityZone)) {
    throw new AwsError('MountTargetConflict', 'mount target already exists in this AZ', 409);
  }
  if (others.every((other) => other?.VpcId === own?.VpcId)) return;
  throw new AwsError('MountTargetConflict', 'requested subnet for new mount target is not in the same VPC', 409);
}
