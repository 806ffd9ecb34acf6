import { describe, expect, it } from 'vitest';
import { createKernel } from '../../../src/cloud/kernel/kernel.ts';
import { ec2, ec2ResourceTypes } from '../../../src/cloud/services/ec2/index.ts';

const PLACE = { account: '111122223333', region: 'eu-west-1' };

function network() {
  const kernel = createKernel({ clock: 'virtual', seed: 1 }, [ec2], ec2ResourceTypes);
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers by their AWS names.
  return (operation: string, input: object): Promise<any> => kernel.invoke('ec2', operation, input, PLACE);
}

describe('networks in EC2', () => {
  it('start with a default VPC that has a subnet in each of three zones', async () => {
    const call = network();
    const { Vpcs } = await call('DescribeVpcs', { Filters: [{ Name: 'is-default', Values: ['true'] }] });
    expect(Vpcs).toMatchObject([{ CidrBlock: '172.31.0.0/16', State: 'available' }]);
    const { Subnets } = await call('DescribeSubnets', { Filters: [{ Name: 'vpc-id', Values: [Vpcs[0].VpcId] }] });
    expect(Subnets.map((subnet: { AvailabilityZone: string }) => subnet.AvailabilityZone)).toEqual([
      'eu-west-1a',
      'eu-west-1b',
      'eu-west-1c',
    ]);
  });

  it('refuse a subnet that overlaps another one or leaves its VPC', async () => {
    const call = network();
    const { Vpc } = await call('CreateVpc', { CidrBlock: '10.1.0.0/16' });
    await call('CreateSubnet', { VpcId: Vpc.VpcId, CidrBlock: '10.1.0.0/23' });
    await expect(call('CreateSubnet', { VpcId: Vpc.VpcId, CidrBlock: '10.1.0.0/24' })).rejects.toMatchObject({
      code: 'InvalidSubnet.Conflict',
      message: "The CIDR '10.1.0.0/24' conflicts with another subnet",
    });
    await expect(call('CreateSubnet', { VpcId: Vpc.VpcId, CidrBlock: '10.2.0.0/24' })).rejects.toMatchObject({
      code: 'InvalidSubnet.Range',
    });
  });

  it('refuse the sixth VPC of a region', async () => {
    const call = network();
    for (const second of [1, 2, 3, 4]) await call('CreateVpc', { CidrBlock: `10.${second}.0.0/16` });
    await expect(call('CreateVpc', { CidrBlock: '10.5.0.0/16' })).rejects.toMatchObject({ code: 'VpcLimitExceeded' });
  });

  it('refuse to delete a VPC, a subnet or a security group that something depends on', async () => {
    const call = network();
    const { Vpc } = await call('CreateVpc', { CidrBlock: '10.1.0.0/16' });
    const { Subnet } = await call('CreateSubnet', { VpcId: Vpc.VpcId, CidrBlock: '10.1.0.0/24' });
    const { GroupId } = await call('CreateSecurityGroup', { GroupName: 'app', Description: 'app', VpcId: Vpc.VpcId });
    const { NetworkInterface } = await call('CreateNetworkInterface', { SubnetId: Subnet.SubnetId, Groups: [GroupId] });
    expect(NetworkInterface.PrivateIpAddress).toBe('10.1.0.4');
    const violation = { code: 'DependencyViolation' };
    await expect(call('DeleteVpc', { VpcId: Vpc.VpcId })).rejects.toMatchObject(violation);
    await expect(call('DeleteSubnet', { SubnetId: Subnet.SubnetId })).rejects.toMatchObject(violation);
    await expect(call('DeleteSecurityGroup', { GroupId })).rejects.toMatchObject(violation);
    await call('DeleteNetworkInterface', { NetworkInterfaceId: NetworkInterface.NetworkInterfaceId });
    await call('DeleteSecurityGroup', { GroupId });
    await call('DeleteSubnet', { SubnetId: Subnet.SubnetId });
    await call('DeleteVpc', { VpcId: Vpc.VpcId });
    await expect(call('DescribeVpcs', { VpcIds: [Vpc.VpcId] })).rejects.toMatchObject({
      code: 'InvalidVpcID.NotFound',
    });
  });

  it('refuse to delete a security group that another one refers to', async () => {
    const call = network();
    const { GroupId: balancer } = await call('CreateSecurityGroup', { GroupName: 'balancer', Description: 'b' });
    const { GroupId: app } = await call('CreateSecurityGroup', { GroupName: 'app', Description: 'a' });
    const IpPermissions = [
      { IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080, UserIdGroupPairs: [{ GroupId: balancer }] },
    ];
    await call('AuthorizeSecurityGroupIngress', { GroupId: app, IpPermissions });
    await expect(call('AuthorizeSecurityGroupIngress', { GroupId: app, IpPermissions })).rejects.toMatchObject({
      code: 'InvalidPermission.Duplicate',
    });
    await expect(call('DeleteSecurityGroup', { GroupId: balancer })).rejects.toMatchObject({
      code: 'DependencyViolation',
    });
    await call('RevokeSecurityGroupIngress', { GroupId: app, IpPermissions });
    await call('DeleteSecurityGroup', { GroupId: balancer });
  });

  it('give out five elastic addresses and keep one that a NAT gateway uses', async () => {
    const call = network();
    const { Subnets } = await call('DescribeSubnets', {});
    const { AllocationId } = await call('AllocateAddress', { Domain: 'vpc' });
    const { NatGateway } = await call('CreateNatGateway', { SubnetId: Subnets[0].SubnetId, AllocationId });
    await expect(call('ReleaseAddress', { AllocationId })).rejects.toMatchObject({ code: 'InvalidIPAddress.InUse' });
    for (let count = 0; count < 4; count++) await call('AllocateAddress', { Domain: 'vpc' });
    await expect(call('AllocateAddress', { Domain: 'vpc' })).rejects.toMatchObject({ code: 'AddressLimitExceeded' });
    await call('DeleteNatGateway', { NatGatewayId: NatGateway.NatGatewayId });
    await call('ReleaseAddress', { AllocationId });
  });
});
