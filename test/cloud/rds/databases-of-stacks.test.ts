import type { Subnet } from '@aws-sdk/client-ec2';
import { expect, it } from 'vitest';
import { ec2, ec2ResourceTypes } from '../../../src/cloud/services/ec2/index.ts';
import { rds, rdsResourceTypes } from '../../../src/cloud/services/rds/index.ts';
import { secretsManager, secretsManagerResourceTypes } from '../../../src/cloud/services/secrets-manager/index.ts';
import { type CloudUnderTest, cloudUnderTest, PLACE } from '../cloudformation/cloud-under-test.ts';
import { failureReason } from '../cloudformation/failure-reason.ts';

const INSTANCE = {
  Engine: 'mysql',
  EngineVersion: '8.4',
  DBInstanceClass: 'db.t4g.micro',
  StorageType: 'gp3',
  AllocatedStorage: '20',
  MasterUsername: 'keeper',
  ManageMasterUserPassword: true,
  AllowMajorVersionUpgrade: true,
};
const CLUSTER = {
  Engine: 'aurora-postgresql',
  MasterUsername: 'keeper',
  ManageMasterUserPassword: true,
  ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 4 },
};

const cloudOf = () =>
  cloudUnderTest(
    [rds, secretsManager, ec2],
    [...rdsResourceTypes, ...secretsManagerResourceTypes, ...ec2ResourceTypes],
  );
const instance = (properties: object = {}, more: object = {}) => ({
  Type: 'AWS::RDS::DBInstance',
  Properties: { ...INSTANCE, ...properties },
  ...more,
});
const cluster = (properties: object = {}, more: object = {}) => ({
  Type: 'AWS::RDS::DBCluster',
  Properties: { ...CLUSTER, ...properties },
  ...more,
});
const member = (properties: object = {}) => ({
  Type: 'AWS::RDS::DBInstance',
  Properties: {
    Engine: 'aurora-postgresql',
    DBInstanceClass: 'db.serverless',
    DBClusterIdentifier: { Ref: 'Cluster' },
    ...properties,
  },
});

// biome-ignore lint/suspicious/noExplicitAny: tests read answers by their AWS names.
const ask = (cloud: CloudUnderTest, operation: string, input: object = {}): Promise<any> =>
  cloud.kernel.invoke(operation.includes('Secret') ? 'secretsmanager' : 'rds', operation, input, PLACE);

it('makes a secret for the main user, which a stack and a description name, and takes it away with the database', async () => {
  const cloud = cloudOf();
  const stack = await cloud.create('data', {
    Resources: { Database: instance({ MasterUserSecret: { KmsKeyId: 'alias/data' } }, { DeletionPolicy: 'Delete' }) },
    Outputs: { Secret: { Value: { 'Fn::GetAtt': ['Database', 'MasterUserSecret.SecretArn'] } } },
  });
  const SecretId = stack.Outputs?.[0]?.OutputValue;
  expect(SecretId).toMatch(/^arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-[0-9a-f-]{36}-\w{6}$/);
  const { SecretString } = await ask(cloud, 'GetSecretValue', { SecretId });
  expect(JSON.parse(SecretString)).toEqual({ username: 'keeper', password: expect.stringMatching(/^[^/@"'\\]{28}$/) });
  expect(await ask(cloud, 'DescribeSecret', { SecretId })).toMatchObject({ OwningService: 'rds' });
  const { DBInstances } = await ask(cloud, 'DescribeDBInstances');
  expect(DBInstances[0].MasterUserSecret).toEqual({
    SecretArn: SecretId,
    SecretStatus: 'active',
    KmsKeyId: 'alias/data',
  });
  await cloud.remove('data');
  expect(await ask(cloud, 'ListSecrets', { IncludePlannedDeletion: true })).toEqual({ SecretList: [] });
});

it('keeps the secret through a change of the database', async () => {
  const cloud = cloudOf();
  await cloud.create('data', { Resources: { Cluster: cluster(), Writer: member() } });
  const secrets = async () => (await ask(cloud, 'ListSecrets')).SecretList.map(({ ARN }: { ARN: string }) => ARN);
  const before = await secrets();
  const scaling = { MinCapacity: 1, MaxCapacity: 8 };
  await cloud.update('data', {
    Resources: { Cluster: cluster({ ServerlessV2ScalingConfiguration: scaling }), Writer: member() },
  });
  expect(await secrets()).toEqual(before);
  expect(before).toEqual([expect.stringContaining(':secret:rds!cluster-')]);
});

it('leaves a snapshot where the template says so, and starts a database from it', async () => {
  const cloud = cloudOf();
  const Resources = { Database: instance({ StorageEncrypted: true }, { DeletionPolicy: 'Snapshot' }) };
  await cloud.create('data', { Resources });
  await cloud.remove('data');
  const { DBSnapshots } = await ask(cloud, 'DescribeDBSnapshots');
  expect(DBSnapshots).toMatchObject([{ Engine: 'mysql', Status: 'available', Encrypted: true }]);
  const { MasterUsername: _user, ...copied } = INSTANCE;
  const restored = { ...copied, DBSnapshotIdentifier: DBSnapshots[0].DBSnapshotIdentifier };
  const again = await cloud.create('again', {
    Resources: { Database: { Type: 'AWS::RDS::DBInstance', Properties: restored } },
  });
  expect(again.StackStatus).toBe('CREATE_COMPLETE');
});

it('refuses to delete what is protected, and leaves no snapshot of it', async () => {
  const cloud = cloudOf();
  const Database = instance({ DeletionProtection: true }, { DeletionPolicy: 'Snapshot' });
  await cloud.create('data', { Resources: { Database } });
  expect((await cloud.remove('data')).StackStatus).toBe('DELETE_FAILED');
  expect(await failureReason(cloud, 'data')).toContain('Cannot delete protected DB Instance');
  expect((await ask(cloud, 'DescribeDBSnapshots')).DBSnapshots).toEqual([]);
  expect((await ask(cloud, 'DescribeDBInstances')).DBInstances).toHaveLength(1);
});

it('refuses to delete a protected cluster', async () => {
  const cloud = cloudOf();
  const Resources = { Cluster: cluster({ DeletionProtection: true }, { DeletionPolicy: 'Snapshot' }) };
  await cloud.create('data', { Resources });
  expect((await cloud.remove('data')).StackStatus).toBe('DELETE_FAILED');
  expect(await failureReason(cloud, 'data')).toContain('Cannot delete protected Cluster');
  expect((await ask(cloud, 'DescribeDBClusterSnapshots')).DBClusterSnapshots).toEqual([]);
});

it.each([
  ['an engine that is none', instance({ Engine: 'mysqll' }), 'Invalid DB engine'],
  ['a class that is none', instance({ DBInstanceClass: 't4g.micro' }), 'Invalid DB Instance class: t4g.micro'],
  ['too little storage', instance({ AllocatedStorage: '10' }), 'Invalid storage size for engine name mysql'],
  ['storage that cannot grow', instance({ MaxAllocatedStorage: 20 }), 'Max storage size must be greater'],
  ['two passwords', instance({ MasterUserPassword: 'secret-word' }), "You can't specify MasterUserPassword"],
  ['no password', instance({ ManageMasterUserPassword: false }), 'The parameter MasterUserPassword must be provided'],
  ['too many backups', instance({ BackupRetentionPeriod: 36 }), 'Invalid backup retention period: 36'],
  ['a snapshot that is not there', instance({ DBSnapshotIdentifier: 'gone' }), 'DBSnapshot not found: gone'],
  [
    'a subnet group that is not there',
    instance({ DBSubnetGroupName: 'gone' }),
    "DB subnet group 'gone' does not exist.",
  ],
  ['a cluster that is not there', member({ DBClusterIdentifier: 'gone' }), 'Could not find cluster: gone'],
  ['a capacity in thirds', cluster({ ServerlessV2ScalingConfiguration: { MinCapacity: 0.3 } }), 'in increments of 0.5'],
])('refuses %s before any time passes', async (_, resource, message) => {
  const cloud = cloudOf();
  const startedMs = cloud.kernel.clock.now();
  await cloud.create('data', { Resources: { Database: resource } });
  expect(await failureReason(cloud, 'data')).toContain(message);
  expect((cloud.kernel.clock.now() - startedMs) / 1000).toBeLessThan(60);
});

it('takes storage that grows by a tenth and no more', async () => {
  const Database = instance({ AllocatedStorage: '100', MaxAllocatedStorage: 110 });
  expect((await cloudOf().create('data', { Resources: { Database } })).StackStatus).toBe('CREATE_COMPLETE');
});

it('refuses a serverless instance in a cluster without a capacity', async () => {
  const cloud = cloudOf();
  const { ServerlessV2ScalingConfiguration: _, ...properties } = CLUSTER;
  const Cluster = { Type: 'AWS::RDS::DBCluster', Properties: properties };
  await cloud.create('data', { Resources: { Cluster, Writer: member() } });
  expect(await failureReason(cloud, 'data')).toContain(
    'Set the Serverless v2 scaling configuration on the parent DB cluster',
  );
});

it('upgrades only upwards, only where that is allowed, and with the parameters of the new version', async () => {
  const cloud = cloudOf();
  const group = (version: string) => ({
    Type: 'AWS::RDS::DBParameterGroup',
    Properties: { Description: 'd', Family: `mysql${version}` },
  });
  const withGroup = (version: string, more: object = {}) => ({
    Resources: {
      Settings: group(version),
      Database: instance({ EngineVersion: version, DBParameterGroupName: { Ref: 'Settings' }, ...more }),
    },
  });
  await cloud.create('data', withGroup('8.4'));
  await cloud.update('data', withGroup('8.0'));
  expect(await failureReason(cloud, 'data')).toContain('Cannot upgrade mysql from 8.4 to 8.0');
  await cloud.create('old', withGroup('8.0', { AllowMajorVersionUpgrade: false }));
  await cloud.update('old', withGroup('8.4', { AllowMajorVersionUpgrade: false }));
  expect(await failureReason(cloud, 'old')).toContain('The AllowMajorVersionUpgrade flag must be present');
  expect((await cloud.update('old', withGroup('8.4'))).StackStatus).toBe('UPDATE_COMPLETE');
  const wrong = { Settings: group('8.0'), Database: instance({ DBParameterGroupName: { Ref: 'Settings' } }) };
  await cloud.create('wrong', { Resources: wrong });
  expect(await failureReason(cloud, 'wrong')).toContain(
    'Please use a Parameter Group with DBParameterGroupFamily mysql8.4',
  );
});

it('refuses less storage than there is', async () => {
  const cloud = cloudOf();
  await cloud.create('data', { Resources: { Database: instance({ AllocatedStorage: '30' }) } });
  await cloud.update('data', { Resources: { Database: instance() } });
  expect(await failureReason(cloud, 'data')).toContain(
    'Requested storage size (20) cannot be less than the current storage size (30)',
  );
});

it('wants subnets in two zones, and security groups of their network', async () => {
  const cloud = cloudOf();
  const { Subnets } = await cloud.kernel.invoke<{ Subnets: Subnet[] }>('ec2', 'DescribeSubnets', {}, PLACE);
  const groupOf = (subnets: readonly Subnet[]) => ({
    Type: 'AWS::RDS::DBSubnetGroup',
    Properties: { DBSubnetGroupDescription: 'd', SubnetIds: subnets.map(({ SubnetId }) => SubnetId) },
  });
  await cloud.create('data', { Resources: { Subnets: groupOf(Subnets.slice(0, 1)) } });
  expect(await failureReason(cloud, 'data')).toContain(
    'Current AZ coverage: eu-west-1a. Add subnets to cover at least 2 AZs.',
  );
  const Resources = {
    Elsewhere: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.9.0.0/16' } },
    Group: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: { GroupDescription: 'd', VpcId: { Ref: 'Elsewhere' } },
    },
    Subnets: groupOf(Subnets),
    Database: instance({ DBSubnetGroupName: { Ref: 'Subnets' }, VPCSecurityGroups: [{ Ref: 'Group' }] }),
  };
  await cloud.create('stray', { Resources });
  expect(await failureReason(cloud, 'stray')).toContain(
    'The DB instance and EC2 security group are in different VPCs.',
  );
});
