import type { SecurityGroup, Subnet } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { ec2 } from '../../../src/cloud/services/ec2/index.ts';
import { rds, rdsResourceTypes } from '../../../src/cloud/services/rds/index.ts';
import { secretsManager, secretsManagerResourceTypes } from '../../../src/cloud/services/secrets-manager/index.ts';
import { cloudUnderTest, PLACE } from '../cloudformation/cloud-under-test.ts';

const templateIn = (subnets: readonly string[], group: string) => ({
  Resources: {
    Subnets: {
      Type: 'AWS::RDS::DBSubnetGroup',
      Properties: { DBSubnetGroupDescription: 'private', SubnetIds: subnets },
    },
    Database: {
      Type: 'AWS::RDS::DBInstance',
      Properties: {
        DBInstanceIdentifier: 'Orders',
        Engine: 'postgres',
        DBInstanceClass: 'db.t4g.micro',
        AllocatedStorage: '20',
        DBName: 'orders',
        MasterUsername: 'keeper',
        ManageMasterUserPassword: true,
        DBSubnetGroupName: { Ref: 'Subnets' },
        VPCSecurityGroups: [group],
        Tags: [{ Key: 'owner', Value: 'team-a' }],
      },
    },
    Cluster: {
      Type: 'AWS::RDS::DBCluster',
      Properties: {
        DBClusterIdentifier: 'events',
        Engine: 'aurora-mysql',
        DatabaseName: 'events',
        MasterUsername: 'keeper',
        MasterUserPassword: 'a-long-password',
      },
    },
    Writer: {
      Type: 'AWS::RDS::DBInstance',
      Properties: {
        DBInstanceIdentifier: 'events-1',
        DBClusterIdentifier: { Ref: 'Cluster' },
        Engine: 'aurora-mysql',
        DBInstanceClass: 'db.r8g.large',
      },
    },
    Password: { Type: 'AWS::SecretsManager::Secret', Properties: { SecretString: '{"username":"admin"}' } },
    ClusterPassword: { Type: 'AWS::SecretsManager::Secret', Properties: { SecretString: '{"username":"root"}' } },
    Attachment: {
      Type: 'AWS::SecretsManager::SecretTargetAttachment',
      Properties: {
        SecretId: { Ref: 'Password' },
        TargetId: { Ref: 'Database' },
        TargetType: 'AWS::RDS::DBInstance',
      },
    },
    ClusterAttachment: {
      Type: 'AWS::SecretsManager::SecretTargetAttachment',
      Properties: {
        SecretId: { Ref: 'ClusterPassword' },
        TargetId: { Ref: 'Cluster' },
        TargetType: 'AWS::RDS::DBCluster',
      },
    },
  },
  Outputs: {
    Address: { Value: { 'Fn::GetAtt': ['Database', 'Endpoint.Address'] } },
    ClusterAddress: { Value: { 'Fn::GetAtt': ['Cluster', 'Endpoint.Address'] } },
    SecretId: { Value: { Ref: 'Password' } },
    ClusterSecretId: { Value: { Ref: 'ClusterPassword' } },
  },
});

async function databases() {
  const cloud = cloudUnderTest([rds, secretsManager, ec2], [...secretsManagerResourceTypes, ...rdsResourceTypes]);
  const { Subnets } = await cloud.kernel.invoke<{ Subnets: Subnet[] }>('ec2', 'DescribeSubnets', {}, PLACE);
  const subnets = Subnets.slice(0, 2).map(({ SubnetId = '' }) => SubnetId);
  const groups = cloud.kernel.invoke<{ SecurityGroups: SecurityGroup[] }>('ec2', 'DescribeSecurityGroups', {}, PLACE);
  const group = (await groups).SecurityGroups[0]?.GroupId ?? '';
  const stack = await cloud.create('data', templateIn(subnets, group));
  expect(stack.StackStatus).toBe('CREATE_COMPLETE');
  const outputs = Object.fromEntries(stack.Outputs!.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers by their AWS names.
  const call = (operation: string, input: object = {}): Promise<any> =>
    cloud.kernel.invoke('rds', operation, input, PLACE);
  const secret = async (SecretId: string) => {
    const answer = await cloud.kernel.invoke<{ SecretString: string }>(
      'secretsmanager',
      'GetSecretValue',
      { SecretId },
      PLACE,
    );
    return JSON.parse(answer.SecretString) as Record<string, unknown>;
  };
  return { call, outputs, secret, subnets, group };
}

describe('rds', () => {
  it('describes the instance that a stack made, with the address that the stack answers', async () => {
    const { call, outputs, subnets, group } = await databases();
    const { DBInstances } = await call('DescribeDBInstances', { DBInstanceIdentifier: 'ORDERS' });
    expect(DBInstances).toMatchObject([
      {
        DBInstanceIdentifier: 'orders',
        DBInstanceArn: 'arn:aws:rds:eu-west-1:111122223333:db:orders',
        DBInstanceStatus: 'available',
        Engine: 'postgres',
        AllocatedStorage: 20,
        Endpoint: { Address: outputs.Address, Port: 5432 },
        VpcSecurityGroups: [{ VpcSecurityGroupId: group, Status: 'active' }],
        DBSubnetGroup: { Subnets: subnets.map((SubnetIdentifier) => ({ SubnetIdentifier })) },
      },
    ]);
    expect(DBInstances[0].TagList).toContainEqual({ Key: 'owner', Value: 'team-a' });
  });

  it('finds by ARN, filters and pages', async () => {
    const { call } = await databases();
    const arn = 'arn:aws:rds:eu-west-1:111122223333:db:events-1';
    const names = ({ DBInstances }: { DBInstances: { DBInstanceIdentifier: string }[] }) =>
      DBInstances.map(({ DBInstanceIdentifier }) => DBInstanceIdentifier).sort();
    expect(names(await call('DescribeDBInstances', { DBInstanceIdentifier: arn }))).toEqual(['events-1']);
    const Filters = [{ Name: 'db-cluster-id', Values: ['events'] }];
    expect(names(await call('DescribeDBInstances', { Filters }))).toEqual(['events-1']);
    const first = await call('DescribeDBInstances', { MaxRecords: 1 });
    const second = await call('DescribeDBInstances', { MaxRecords: 1, Marker: first.Marker });
    expect([...names(first), ...names(second)].sort()).toEqual(['events-1', 'orders']);
    expect(second.Marker).toBeUndefined();
  });

  it('describes a cluster with its members, and a subnet group', async () => {
    const { call, outputs } = await databases();
    const { DBClusters } = await call('DescribeDBClusters', { DBClusterIdentifier: 'events' });
    expect(DBClusters).toMatchObject([
      {
        DBClusterArn: 'arn:aws:rds:eu-west-1:111122223333:cluster:events',
        Endpoint: outputs.ClusterAddress,
        Port: 3306,
        DBClusterMembers: [{ DBInstanceIdentifier: 'events-1', IsClusterWriter: true }],
      },
    ]);
    const { DBSubnetGroups } = await call('DescribeDBSubnetGroups');
    expect(DBSubnetGroups).toMatchObject([{ DBSubnetGroupDescription: 'private', SubnetGroupStatus: 'Complete' }]);
  });

  it.each([
    ['DescribeDBInstances', { DBInstanceIdentifier: 'gone' }, 'DBInstanceNotFound', 'DBInstance gone not found.'],
    ['DescribeDBClusters', { DBClusterIdentifier: 'gone' }, 'DBClusterNotFoundFault', 'DBCluster gone not found.'],
    [
      'DescribeDBSubnetGroups',
      { DBSubnetGroupName: 'gone' },
      'DBSubnetGroupNotFoundFault',
      "DB subnet group 'gone' does not exist.",
    ],
  ])('%s refuses what is not there', async (operation, input, code, message) => {
    const { call } = await databases();
    await expect(Promise.resolve().then(() => call(operation, input))).rejects.toMatchObject({ code, message });
  });

  it('lets an attachment write the address of an instance or a cluster into its secret', async () => {
    const { outputs, secret } = await databases();
    expect(await secret(outputs.SecretId!)).toEqual({
      username: 'admin',
      engine: 'postgres',
      host: outputs.Address,
      port: 5432,
      dbname: 'orders',
      dbInstanceIdentifier: 'orders',
    });
    expect(await secret(outputs.ClusterSecretId!)).toEqual({
      username: 'root',
      engine: 'aurora-mysql',
      host: outputs.ClusterAddress,
      port: 3306,
      dbname: 'events',
      dbClusterIdentifier: 'events',
    });
  });
});
