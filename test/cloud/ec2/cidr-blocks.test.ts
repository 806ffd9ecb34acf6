import { describe, expect, it } from 'vitest';
import { ec2, ec2ResourceTypes } from '../../../src/cloud/services/ec2/index.ts';
import { cloudUnderTest, PLACE } from '../cloudformation/cloud-under-test.ts';

const VPC = { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.1.0.0/16' } };
const ipv6Blocks = { 'Fn::GetAtt': ['Vpc', 'Ipv6CidrBlocks'] };

/** As templates do it: what needs the block depends on its association. */
const DUAL_STACK = {
  Resources: {
    Vpc: VPC,
    Ipv6: {
      Type: 'AWS::EC2::VPCCidrBlock',
      Properties: { VpcId: { Ref: 'Vpc' }, AmazonProvidedIpv6CidrBlock: 'true' },
    },
    Subnet: {
      Type: 'AWS::EC2::Subnet',
      DependsOn: 'Ipv6',
      Properties: {
        VpcId: { Ref: 'Vpc' },
        CidrBlock: '10.1.0.0/24',
        Ipv6CidrBlock: { 'Fn::Select': [1, { 'Fn::Cidr': [{ 'Fn::Select': [0, ipv6Blocks] }, 4, 64] }] },
      },
    },
  },
  Outputs: {
    Block: { Value: { 'Fn::Select': [0, ipv6Blocks] } },
    SubnetBlock: { Value: { 'Fn::Select': [0, { 'Fn::GetAtt': ['Subnet', 'Ipv6CidrBlocks'] }] } },
    VpcId: { Value: { Ref: 'Vpc' } },
  },
};

function network() {
  const cloud = cloudUnderTest([ec2], ec2ResourceTypes);
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers by their AWS names.
  const call = async (operation: string, input: object): Promise<any> =>
    cloud.kernel.invoke('ec2', operation, input, PLACE);
  return { cloud, call };
}

describe('CIDR blocks of a VPC', () => {
  it('give templates the IPv6 block that Amazon provides once it is associated', async () => {
    const { cloud, call } = network();
    const { StackStatus, Outputs } = await cloud.create('network', DUAL_STACK);
    expect(StackStatus).toBe('CREATE_COMPLETE');
    const outputs = Object.fromEntries(Outputs!.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue!]));
    expect(outputs.Block).toMatch(/^2a05:d018:[0-9a-f]{1,4}:[0-9a-f]{1,2}00::\/56$|^2a05:d018:[0-9a-f]{1,4}:0::\/56$/);
    expect(outputs.SubnetBlock).toMatch(/^2a05:d018:.*1::\/64$/);
    const { Vpcs } = await call('DescribeVpcs', { VpcIds: [outputs.VpcId] });
    expect(Vpcs[0].Ipv6CidrBlockAssociationSet).toMatchObject([
      { Ipv6CidrBlock: outputs.Block, Ipv6CidrBlockState: { State: 'associated' } },
    ]);
    expect(Object.keys(Vpcs[0])).not.toContain('ipv6CidrBlocks');
    await cloud.remove('network');
    expect((await cloud.call<{ Stacks: unknown[] }>('ListStacks', {})) as object).toMatchObject({
      StackSummaries: [{ StackStatus: 'DELETE_COMPLETE' }],
    });
  });

  it('leave a VPC without an association without an IPv6 block', async () => {
    const { cloud } = network();
    const template = { Resources: { Vpc: VPC }, Outputs: { Block: { Value: { 'Fn::Select': [0, ipv6Blocks] } } } };
    const { StackStatus } = await cloud.create('network', template);
    expect(StackStatus).toBe('ROLLBACK_COMPLETE');
  });

  it('make room for subnets in a second IPv4 block, which stays while they are there', async () => {
    const { call } = network();
    const { Vpc } = await call('CreateVpc', { CidrBlock: '10.1.0.0/16' });
    const { VpcId } = Vpc;
    await expect(call('CreateSubnet', { VpcId, CidrBlock: '10.2.0.0/24' })).rejects.toMatchObject({
      code: 'InvalidSubnet.Range',
    });
    const { CidrBlockAssociation } = await call('AssociateVpcCidrBlock', { VpcId, CidrBlock: '10.2.0.0/16' });
    const { Subnet } = await call('CreateSubnet', { VpcId, CidrBlock: '10.2.0.0/24' });
    const { AssociationId } = CidrBlockAssociation;
    await expect(call('DisassociateVpcCidrBlock', { AssociationId })).rejects.toMatchObject({
      code: 'DependencyViolation',
    });
    await call('DeleteSubnet', { SubnetId: Subnet.SubnetId });
    await call('DisassociateVpcCidrBlock', { AssociationId });
    await expect(call('CreateSubnet', { VpcId, CidrBlock: '10.2.0.0/24' })).rejects.toMatchObject({
      code: 'InvalidSubnet.Range',
    });
  });

  it.each([
    [{ CidrBlock: '10.1.128.0/20' }, 'InvalidVpc.Range'],
    [{ CidrBlock: '10.2.0.0/8' }, 'InvalidVpc.Range'],
    [{ Ipv6Pool: 'mine', Ipv6CidrBlock: '2001:db8::/56' }, 'NotImplemented'],
  ])('refuse %j', async (block, code) => {
    const { call } = network();
    const { Vpc } = await call('CreateVpc', { CidrBlock: '10.1.0.0/16' });
    await expect(call('AssociateVpcCidrBlock', { VpcId: Vpc.VpcId, ...block })).rejects.toMatchObject({ code });
  });
});
