import { DescribeNatGatewaysCommand, DescribeRouteTablesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from '../harness.ts';
import { checkInvariants } from '../invariants.ts';
import { inventory } from '../inventory.ts';
import { ingressOf } from './ingress-of.ts';
import { provideSystem, readSystem, releaseInto, retireSystem } from './system.ts';

const system = readSystem('automation-stack');
const WORDPRESS = 'environments/blog/applications/wordpress';
let stage: Stage;
let before: readonly string[];

beforeAll(async () => {
  stage = await openStage();
  await stage.drive(async () => {
    before = await inventory(stage);
    await provideSystem(stage, system);
  });
}, 120_000);
afterAll(() => stage.stop());

test('each private subnet leaves through a gateway of its own zone, and the database tier does not leave', () =>
  stage.drive(async () => {
    const ec2 = new EC2Client(stage.aws);
    const { NatGateways = [] } = await ec2.send(new DescribeNatGatewaysCommand({}));
    expect(NatGateways).toHaveLength(2);
    const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({}));
    const ways = RouteTables.flatMap(({ Routes = [] }) => Routes.flatMap(({ NatGatewayId }) => NatGatewayId ?? []));
    expect(ways.toSorted()).toEqual(NatGateways.map(({ NatGatewayId }) => NatGatewayId).toSorted());
  }));

test('the database is private, encrypted, and reached by its clients on 3306 alone', () =>
  stage.drive(async () => {
    const { DBInstances = [] } = await new RDSClient(stage.aws).send(new DescribeDBInstancesCommand({}));
    expect(DBInstances).toMatchObject([
      { Engine: 'mysql', DBName: 'wordpress', PubliclyAccessible: false, StorageEncrypted: true },
    ]);
    expect(await ingressOf(stage, 'plinth--blog--mysql')).toEqual([{ from: 3306, to: 3306, sources: ['group'] }]);
  }));

test('WordPress goes live with its database by reference and shared files, and gives no password away', () =>
  stage.drive(async () => {
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

test('everything goes, with the data in it', () =>
  stage.drive(async () => {
    await retireSystem(stage, system);
    expect(await inventory(stage)).toEqual(before);
  }));
