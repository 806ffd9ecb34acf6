import { DescribeNatGatewaysCommand, DescribeRouteTablesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { expect, test } from 'vitest';
import { checkInvariants } from '../workflows/invariants.ts';
import { ingressOf } from './ingress-of.ts';
import { change, openSystem, releaseInto, testRetirement } from './system.ts';

const system = openSystem('automation-stack');
const WORDPRESS = 'environments/blog/applications/wordpress';

test('each private subnet leaves through a gateway of its own zone, and the database tier does not leave', () =>
  system.drive(async (stage) => {
    const ec2 = new EC2Client(stage.aws);
    const { NatGateways = [] } = await ec2.send(new DescribeNatGatewaysCommand({}));
    expect(NatGateways).toHaveLength(2);
    const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({}));
    const ways = RouteTables.flatMap(({ Routes = [] }) => Routes.flatMap(({ NatGatewayId }) => NatGatewayId ?? []));
    expect(ways.toSorted()).toEqual(NatGateways.map(({ NatGatewayId }) => NatGatewayId).toSorted());
  }));

test('the database is private, encrypted, and reached by its clients on 3306 alone', () =>
  system.drive(async (stage) => {
    const { DBInstances = [] } = await new RDSClient(stage.aws).send(new DescribeDBInstancesCommand({}));
    expect(DBInstances).toMatchObject([
      { Engine: 'mysql', DBName: 'wordpress', PubliclyAccessible: false, StorageEncrypted: true },
    ]);
    expect(await ingressOf(stage, 'plinth--blog--mysql')).toEqual([{ from: 3306, to: 3306, sources: ['group'] }]);
  }));

test('WordPress goes live with its database by reference and shared files, and gives no password away', () =>
  system.drive(async (stage) => {
    await releaseInto(stage, WORDPRESS);
    const { taskDefinition } = await new ECSClient(stage.aws).send(
      new DescribeTaskDefinitionCommand({ taskDefinition: 'plinth--blog--wordpress' }),
    );
    const [container] = taskDefinition?.containerDefinitions ?? [];
    expect(container?.portMappings).toMatchObject([{ containerPort: 80 }]);
    expect(container?.secrets?.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['MYSQL_USER', 'MYSQL_PASSWORD']),
    );
    await checkInvariants(stage);
  }));

test('WordPress answers for two, below its own path', () =>
  system.drive(async (stage) => {
    const spec = { count: { min: 2, max: 30, cpuPercent: 60 }, route: { path: '/blog/*' } };
    expect(await change(stage, system, { scope: WORDPRESS, spec })).toEqual({
      service: 'update',
      'service-route': 'update',
    });
  }));

testRetirement(system, [
  'base--alerts',
  'base--artifacts',
  'base--buckets',
  'base--build-images',
  'base--keys',
  'base--logs',
  'base--source',
  'base--wordpress--repository',
  'blog--files',
  'blog--mysql',
  'blog--network',
]);
