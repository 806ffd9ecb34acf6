import { describe, expect, it } from 'vitest';
import { createKernel } from '../../../src/cloud/kernel/kernel.ts';
import { RESOURCE_TYPES, SERVICES } from '../../../src/cloud/services/index.ts';
import { pushImage } from './push-image.ts';

const PLACE = { account: '111122223333', region: 'eu-west-1' };

function template(image: string): string {
  const subnet = (index: number) => ({
    Type: 'AWS::EC2::Subnet',
    Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: `10.1.${index}.0/24`, AvailabilityZone: `eu-west-1${'ab'[index]}` },
  });
  const vpcId = { Ref: 'Vpc' };
  const subnets = [{ Ref: 'SubnetA' }, { Ref: 'SubnetB' }];
  const Resources = {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.1.0.0/16' } },
    SubnetA: subnet(0),
    SubnetB: subnet(1),
    Gateway: { Type: 'AWS::EC2::InternetGateway' },
    Attachment: {
      Type: 'AWS::EC2::VPCGatewayAttachment',
      Properties: { VpcId: vpcId, InternetGatewayId: { Ref: 'Gateway' } },
    },
    Routes: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: vpcId } },
    WayOut: {
      Type: 'AWS::EC2::Route',
      DependsOn: 'Attachment',
      Properties: {
        RouteTableId: { Ref: 'Routes' },
        DestinationCidrBlock: '0.0.0.0/0',
        GatewayId: { Ref: 'Gateway' },
      },
    },
    RoutesA: {
      Type: 'AWS::EC2::SubnetRouteTableAssociation',
      Properties: { RouteTableId: { Ref: 'Routes' }, SubnetId: { Ref: 'SubnetA' } },
    },
    RoutesB: {
      Type: 'AWS::EC2::SubnetRouteTableAssociation',
      Properties: { RouteTableId: { Ref: 'Routes' }, SubnetId: { Ref: 'SubnetB' } },
    },
    Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'all', VpcId: vpcId } },
    Balancer: {
      Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
      Properties: { Subnets: subnets, SecurityGroups: [{ Ref: 'Group' }] },
    },
    Slot: {
      Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
      Properties: {
        VpcId: vpcId,
        Port: 8080,
        Protocol: 'HTTP',
        TargetType: 'ip',
        HealthCheckIntervalSeconds: 5,
        HealthCheckTimeoutSeconds: 2,
        HealthyThresholdCount: 2,
        TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '10' }],
      },
    },
    Listener: {
      Type: 'AWS::ElasticLoadBalancingV2::Listener',
      Properties: {
        LoadBalancerArn: { Ref: 'Balancer' },
        Port: 80,
        Protocol: 'HTTP',
        DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: 'Slot' } }],
      },
    },
    Cluster: { Type: 'AWS::ECS::Cluster' },
    Task: {
      Type: 'AWS::ECS::TaskDefinition',
      Properties: {
        NetworkMode: 'awsvpc',
        RequiresCompatibilities: ['FARGATE'],
        Cpu: '256',
        Memory: '512',
        ExecutionRoleArn: 'arn:aws:iam::111122223333:role/execution',
        ContainerDefinitions: [{ Name: 'app', Image: image, PortMappings: [{ ContainerPort: 8080 }] }],
      },
    },
    Service: {
      Type: 'AWS::ECS::Service',
      DependsOn: ['Listener', 'WayOut', 'RoutesA', 'RoutesB'],
      Properties: {
        Cluster: { Ref: 'Cluster' },
        TaskDefinition: { Ref: 'Task' },
        LaunchType: 'FARGATE',
        DesiredCount: 2,
        DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
        NetworkConfiguration: {
          AwsvpcConfiguration: { AssignPublicIp: 'ENABLED', Subnets: subnets, SecurityGroups: [{ Ref: 'Group' }] },
        },
        LoadBalancers: [{ TargetGroupArn: { Ref: 'Slot' }, ContainerName: 'app', ContainerPort: 8080 }],
      },
    },
  };
  const Outputs = { Name: { Value: { 'Fn::GetAtt': ['Balancer', 'DNSName'] } } };
  return JSON.stringify({ Resources, Outputs });
}

function cloud() {
  const kernel = createKernel({ clock: 'virtual', seed: 1 }, SERVICES, RESOURCE_TYPES);
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers by their AWS names.
  const call = (service: string, operation: string, input: object): Promise<any> =>
    kernel.clock.drive(kernel.invoke(service, operation, input, PLACE));
  const settled = async (StackName: string) => {
    for (let tries = 0; tries < 5000; tries++) {
      const { Stacks } = await call('cloudformation', 'DescribeStacks', { StackName });
      if (!Stacks[0].StackStatus.endsWith('_IN_PROGRESS')) return Stacks[0];
      await kernel.clock.drive(kernel.clock.sleep(5));
    }
    throw new Error(`the stack ${StackName} does not settle`);
  };
  return { kernel, call, settled };
}

describe('a stack with a load-balanced service', () => {
  it('is created, serves, is rolled back from a broken image, and is deleted', async () => {
    const { kernel, call, settled } = cloud();
    const startedMs = kernel.clock.now();
    const good = await pushImage(kernel, { repository: 'hello', tag: '1' });
    const bad = await pushImage(kernel, {
      repository: 'hello',
      tag: '2',
      labels: { 'cloud.model.health-status': '500' },
    });
    const { StackId } = await call('cloudformation', 'CreateStack', {
      StackName: 'dev',
      TemplateBody: template(good.reference),
    });
    const created = await settled('dev');
    expect(created.StackStatus).toBe('CREATE_COMPLETE');
    const seconds = (kernel.clock.now() - startedMs) / 1000;
    expect(seconds).toBeGreaterThan(180);
    expect(seconds).toBeLessThan(500);
    const url = `http://${created.Outputs[0].OutputValue}/`;
    const status = async () =>
      (await kernel.clock.drive(kernel.network.fetch({ method: 'GET', url, headers: {}, body: new Uint8Array() })))
        .status;
    expect(await status()).toBe(200);

    await call('cloudformation', 'UpdateStack', { StackName: 'dev', TemplateBody: template(bad.reference) });
    expect((await settled('dev')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await status()).toBe(200);

    await call('cloudformation', 'DeleteStack', { StackName: 'dev' });
    expect((await settled(StackId)).StackStatus).toBe('DELETE_COMPLETE');
    const { Vpcs } = await call('ec2', 'DescribeVpcs', {});
    expect(Vpcs).toHaveLength(1);
    const { NetworkInterfaces } = await call('ec2', 'DescribeNetworkInterfaces', {});
    expect(NetworkInterfaces).toEqual([]);
  });

  it('fails with the circuit breaker when its first image never becomes healthy', async () => {
    const { kernel, call, settled } = cloud();
    const labels = { 'cloud.model.health-status': '500' };
    const { reference } = await pushImage(kernel, { repository: 'hello', tag: '1', labels });
    await call('cloudformation', 'CreateStack', { StackName: 'dev', TemplateBody: template(reference) });
    expect((await settled('dev')).StackStatus).toBe('ROLLBACK_COMPLETE');
    const { StackEvents } = await call('cloudformation', 'DescribeStackEvents', { StackName: 'dev' });
    const failed = StackEvents.find((event: { ResourceStatus: string }) => event.ResourceStatus === 'CREATE_FAILED');
    expect(failed).toMatchObject({ LogicalResourceId: 'Service' });
    expect(failed.ResourceStatusReason).toContain('ECS Deployment Circuit Breaker was triggered');
    const { clusterArns } = await call('ecs', 'ListClusters', {});
    expect(clusterArns).toEqual([]);
  });

  it('keeps the service that failed when rollback is disabled, so that it can be looked into', async () => {
    const { kernel, call, settled } = cloud();
    const labels = { 'cloud.model.health-status': '500' };
    const { reference } = await pushImage(kernel, { repository: 'hello', tag: '1', labels });
    await call('cloudformation', 'CreateStack', {
      StackName: 'dev',
      TemplateBody: template(reference),
      DisableRollback: true,
    });
    expect((await settled('dev')).StackStatus).toBe('CREATE_FAILED');
    const { StackResourceDetail } = await call('cloudformation', 'DescribeStackResource', {
      StackName: 'dev',
      LogicalResourceId: 'Service',
    });
    expect(StackResourceDetail).toMatchObject({ ResourceStatus: 'CREATE_FAILED' });
    const arn: string = StackResourceDetail.PhysicalResourceId;
    const { services } = await call('ecs', 'DescribeServices', { cluster: arn.split('/')[1], services: [arn] });
    expect(services).toMatchObject([{ serviceArn: arn, status: 'ACTIVE' }]);
    expect(services[0].events.length).toBeGreaterThan(0);
  });
});
