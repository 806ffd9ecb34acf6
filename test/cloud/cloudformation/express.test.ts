import { expect, test } from 'vitest';
import { ec2 } from '../../../src/cloud/services/ec2/index.ts';
import { ec2ResourceTypes } from '../../../src/cloud/services/ec2/resources/index.ts';
import { elbv2 } from '../../../src/cloud/services/elbv2/index.ts';
import { elbv2ResourceTypes } from '../../../src/cloud/services/elbv2/resources/index.ts';
import { type CloudUnderTest, cloudUnderTest, PLACE } from './cloud-under-test.ts';

const EXPRESS = { DeploymentConfig: { Mode: 'EXPRESS' as const } };

async function subnets({ kernel }: CloudUnderTest): Promise<readonly string[]> {
  const found = kernel.invoke<{ Subnets: { SubnetId: string }[] }>('ec2', 'DescribeSubnets', {}, PLACE);
  return (await kernel.clock.drive(found)).Subnets.map(({ SubnetId }) => SubnetId);
}

async function stateOf({ kernel }: CloudUnderTest, service: string, operation: string): Promise<string> {
  const answer = await kernel.clock.drive(kernel.invoke<Record<string, unknown[]>>(service, operation, {}, PLACE));
  const [first] = (answer.LoadBalancers ?? answer.NatGateways ?? []) as { State: string | { Code: string } }[];
  return typeof first?.State === 'string' ? first.State : (first?.State.Code ?? 'absent');
}

const later = ({ kernel }: CloudUnderTest) => kernel.clock.drive(kernel.clock.sleep(600));

test('a stack in Express mode is complete before its load balancer is active', async () => {
  const cloud = cloudUnderTest([ec2, elbv2], elbv2ResourceTypes);
  const Subnets = await subnets(cloud);
  const balancer = { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Subnets } };
  const startedMs = cloud.kernel.clock.now();
  expect(await cloud.create('web', { Resources: { Balancer: balancer } }, EXPRESS)).toMatchObject({
    StackStatus: 'CREATE_COMPLETE',
  });
  expect((cloud.kernel.clock.now() - startedMs) / 1000).toBeLessThan(60);
  expect(await stateOf(cloud, 'elasticloadbalancing', 'DescribeLoadBalancers')).toBe('provisioning');
  await later(cloud);
  expect(await stateOf(cloud, 'elasticloadbalancing', 'DescribeLoadBalancers')).toBe('active');
});

test('in standard mode it is active by then', async () => {
  const cloud = cloudUnderTest([ec2, elbv2], elbv2ResourceTypes);
  const Subnets = await subnets(cloud);
  const balancer = { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Subnets } };
  await cloud.create('web', { Resources: { Balancer: balancer } });
  expect(await stateOf(cloud, 'elasticloadbalancing', 'DescribeLoadBalancers')).toBe('active');
});

test('a NAT gateway of a stack in Express mode is pending for as long as it takes', async () => {
  const cloud = cloudUnderTest([ec2], ec2ResourceTypes);
  const [SubnetId] = await subnets(cloud);
  const Resources = {
    Address: { Type: 'AWS::EC2::EIP', Properties: { Domain: 'vpc' } },
    Gateway: {
      Type: 'AWS::EC2::NatGateway',
      Properties: { SubnetId, AllocationId: { 'Fn::GetAtt': ['Address', 'AllocationId'] } },
    },
  };
  await cloud.create('out', { Resources }, EXPRESS);
  expect(await stateOf(cloud, 'ec2', 'DescribeNatGateways')).toBe('pending');
  await later(cloud);
  expect(await stateOf(cloud, 'ec2', 'DescribeNatGateways')).toBe('available');
});
