import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import type { Stage } from '../../workflows/harness.ts';
import { checkInvariants } from '../../workflows/invariants.ts';
import { provideLive } from '../../workflows/scenes.ts';
import { outputsOf, resourcesOf } from '../../workflows/stack-views.ts';
import { stageOfFile } from '../../workflows/stage-of-file.ts';
import { versionOf } from '../../workflows/users.ts';

/** A network, a load balancer and a cluster as another team made them. */
const template = {
  Resources: {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '172.20.0.0/16', EnableDnsHostnames: true } },
    Gateway: { Type: 'AWS::EC2::InternetGateway' },
    Attachment: {
      Type: 'AWS::EC2::VPCGatewayAttachment',
      Properties: { VpcId: { Ref: 'Vpc' }, InternetGatewayId: { Ref: 'Gateway' } },
    },
    Routes: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: { Ref: 'Vpc' } } },
    Route: {
      Type: 'AWS::EC2::Route',
      DependsOn: 'Attachment',
      Properties: { RouteTableId: { Ref: 'Routes' }, DestinationCidrBlock: '0.0.0.0/0', GatewayId: { Ref: 'Gateway' } },
    },
    One: subnet('172.20.0.0/24', 0),
    Two: subnet('172.20.1.0/24', 1),
    Within: subnet('172.20.2.0/24', 0),
    WithinToo: subnet('172.20.3.0/24', 0),
    WithinElsewhere: subnet('172.20.4.0/24', 1),
    RoutesOne: association('One'),
    RoutesTwo: association('Two'),
    Address: { Type: 'AWS::EC2::EIP', DependsOn: 'Attachment' },
    Nat: {
      Type: 'AWS::EC2::NatGateway',
      Properties: { SubnetId: { Ref: 'One' }, AllocationId: { 'Fn::GetAtt': 'Address.AllocationId' } },
    },
    RoutesWithin: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: { Ref: 'Vpc' } } },
    RouteWithin: {
      Type: 'AWS::EC2::Route',
      Properties: {
        RouteTableId: { Ref: 'RoutesWithin' },
        DestinationCidrBlock: '0.0.0.0/0',
        NatGatewayId: { Ref: 'Nat' },
      },
    },
    OutOfWithin: association('Within', 'RoutesWithin'),
    OutOfWithinToo: association('WithinToo', 'RoutesWithin'),
    OutOfWithinElsewhere: association('WithinElsewhere', 'RoutesWithin'),
    Group: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        GroupDescription: 'Their load balancer',
        VpcId: { Ref: 'Vpc' },
        SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '0.0.0.0/0' }],
      },
    },
    Balancer: {
      Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
      DependsOn: 'Route',
      Properties: { Subnets: [{ Ref: 'One' }, { Ref: 'Two' }], SecurityGroups: [{ Ref: 'Group' }] },
    },
    Http: listener(80),
    Test: listener(8080),
    Cluster: { Type: 'AWS::ECS::Cluster', Properties: { CapacityProviders: ['FARGATE'] } },
  },
  Outputs: {
    Vpc: { Value: { Ref: 'Vpc' } },
    Subnets: { Value: { 'Fn::Join': [',', [{ Ref: 'One' }, { Ref: 'Two' }]] } },
    Within: { Value: { Ref: 'Within' } },
    WithinToo: { Value: { Ref: 'WithinToo' } },
    WithinElsewhere: { Value: { Ref: 'WithinElsewhere' } },
    Balancer: { Value: { Ref: 'Balancer' } },
    Cluster: { Value: { Ref: 'Cluster' } },
  },
};

function subnet(CidrBlock: string, zone: number) {
  const AvailabilityZone = { 'Fn::Select': [zone, { 'Fn::GetAZs': '' }] };
  return { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock, AvailabilityZone } };
}

function association(name: string, routes = 'Routes') {
  return {
    Type: 'AWS::EC2::SubnetRouteTableAssociation',
    Properties: { SubnetId: { Ref: name }, RouteTableId: { Ref: routes } },
  };
}

function listener(Port: number) {
  const answer = { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } };
  return {
    Type: 'AWS::ElasticLoadBalancingV2::Listener',
    Properties: { LoadBalancerArn: { Ref: 'Balancer' }, Port, Protocol: 'HTTP', DefaultActions: [answer] },
  };
}

let stage: Stage;
let theirs: Readonly<Record<string, string>>;

stageOfFile(
  async (opened) => {
    stage = opened;
    const client = new CloudFormationClient(stage.aws);
    await client.send(new CreateStackCommand({ StackName: 'theirs', TemplateBody: JSON.stringify(template) }));
    await stage.sleep(600);
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: 'theirs' }));
    expect(Stacks[0]?.StackStatus).toBe('CREATE_COMPLETE');
    const outputs = Stacks[0]?.Outputs ?? [];
    theirs = Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  },
  { with: 'base' },
);

const external = () => ({ VpcId: theirs.Vpc, PublicSubnets: theirs.Subnets });
const everything = () => ({ ...external(), LoadBalancerArn: theirs.Balancer, ExternalClusterName: theirs.Cluster });

/** All that is theirs, as AWS describes it. */
async function theirThings(): Promise<unknown> {
  const [ec2, elb] = [new EC2Client(stage.aws), new ElasticLoadBalancingV2Client(stage.aws)];
  const Filters = [{ Name: 'vpc-id', Values: [theirs.Vpc ?? ''] }];
  const groups = (await ec2.send(new DescribeSecurityGroupsCommand({ Filters }))).SecurityGroups ?? [];
  return [
    (await ec2.send(new DescribeVpcsCommand({ VpcIds: [theirs.Vpc ?? ''] }))).Vpcs,
    (await ec2.send(new DescribeSubnetsCommand({ Filters }))).Subnets,
    groups.filter(({ Description }) => Description === 'Their load balancer'),
    (await elb.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [theirs.Balancer ?? ''] }))).LoadBalancers,
    (await elb.send(new DescribeListenersCommand({ LoadBalancerArn: theirs.Balancer }))).Listeners,
  ];
}

test('an environment on a network, a load balancer and a cluster that are there changes nothing of them', () =>
  stage.drive(async () => {
    const before = await theirThings();
    await stage.succeed('PUT', '/environments/guest', { components: { external: everything() } });
    const stacks = Object.keys((await stage.state.readScopeState('environments/guest'))?.stacks ?? {});
    expect(stacks.toSorted()).toEqual(['external', 'load-balancer-alarms']);
    const hello = await provideLive(stage, 'environments/guest/applications/hello');
    expect(await versionOf(stage, hello)).toBe('version 1');
    await checkInvariants(stage);
    await stage.succeed('DELETE', `/${hello}`);
    await stage.succeed('DELETE', '/environments/guest');
    expect(await theirThings()).toEqual(before);
    await checkInvariants(stage);
  }));

test('what is not named is made on the network that is there', () =>
  stage.drive(async () => {
    await stage.succeed('PUT', '/environments/mixed', { components: { external: external() } });
    const stacks = Object.keys((await stage.state.readScopeState('environments/mixed'))?.stacks ?? {});
    expect(stacks.toSorted()).toEqual(['cluster', 'external', 'load-balancer', 'load-balancer-alarms']);
    await stage.succeed('DELETE', '/environments/mixed');
    await checkInvariants(stage);
  }));

test('a network with private subnets alone holds files in each zone, and a database whose client goes their way out', () =>
  stage.drive(async () => {
    const { Vpc, Within = '', WithinToo = '', WithinElsewhere = '' } = theirs;
    const PrivateSubnets = [Within, WithinToo, WithinElsewhere];
    const components = {
      external: { VpcId: Vpc, PrivateSubnets },
      'load-balancer': { Scheme: 'internal' },
      files: { Profile: 'development' },
      postgres: { Profile: 'development' },
    };
    await stage.succeed('PUT', '/environments/inside', { components });
    expect(await outputsOf(stage, 'plinth--inside--external')).toMatchObject({
      Zones: '2',
      PublicSubnets: '',
      PrivateSubnets: [Within, WithinElsewhere].join(),
      TaskSubnets: PrivateSubnets.join(),
      AssignPublicIp: 'DISABLED',
    });
    const files = await resourcesOf(stage, 'plinth--inside--files', 'AWS::EFS::MountTarget');
    expect(files).toHaveLength(2);
    const hello = '/environments/inside/applications/hello';
    await stage.succeed('PUT', hello, { route: { path: '/*' }, components: { database: { Engine: 'postgres' } } });
    expect(await resourcesOf(stage, 'plinth--inside--hello--database', 'Custom::Database')).toEqual(['app_hello']);
    await checkInvariants(stage);
    for (const path of [hello, '/environments/inside']) {
      const name = path.split('/').at(-1);
      await stage.succeed('DELETE', `${path}?data=delete&confirm=${name}`);
    }
    await checkInvariants(stage);
  }));

test('what is not there, or does not belong together, is refused before anything else is made', () =>
  stage.drive(async () => {
    const wrong = [
      [{ ...everything(), ExternalClusterName: 'nowhere' }, /no active cluster 'nowhere'/],
      [{ ...everything(), TestPort: 9000 }, /no listener on port 9000/],
      [{ ...external(), PublicSubnets: theirs.Subnets?.split(',')[0] }, /two zones/],
      [{ ...external(), VpcId: 'vpc-0123456789abcdef0' }, /vpc-0123456789abcdef0/],
    ] as const;
    for (const [values, reason] of wrong) {
      const failed = await stage.run('PUT', '/environments/wrong', { components: { external: values } });
      expect(failed.status).toBe('failed');
      expect(JSON.stringify(failed.error)).toMatch(reason);
    }
    await stage.succeed('DELETE', '/environments/wrong');
    await checkInvariants(stage);
  }));
