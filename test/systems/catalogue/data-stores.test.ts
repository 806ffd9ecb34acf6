import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeSecurityGroupsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  type DBCluster,
  type DBInstance,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import type { Stage } from '../../workflows/harness.ts';
import { push } from '../../workflows/images.ts';
import { checkInvariants } from '../../workflows/invariants.ts';
import { QUICK } from '../../workflows/scenes.ts';
import { outputsOf, resourcesOf, secretOf } from '../../workflows/stack-views.ts';
import { stageOfFile } from '../../workflows/stage-of-file.ts';

/** Each store, and the port that it admits its clients on. */
const PORTS: Readonly<Record<string, number>> = {
  mysql: 3306,
  postgres: 5432,
  aurora: 5432,
  redis: 6379,
  memcached: 11211,
  search: 443,
  files: 2049,
};
const STORES = Object.keys(PORTS);
const PRODUCTION = Object.fromEntries(STORES.map((name) => [name, {}]));
const DEVELOPMENT = {
  ...Object.fromEntries(STORES.map((name) => [name, { Profile: 'development' }])),
  aurora: { Profile: 'development', Engine: 'mysql', CapacityMin: 0 },
};

let stage: Stage;

stageOfFile(
  async (opened) => {
    stage = opened;
    await stage.succeed('PUT', '/environments/live', { components: PRODUCTION });
  },
  { with: 'base' },
);

const stackOf = (environment: string, store: string) => `plinth--${environment}--${store}`;

async function instance(environment: string, store: string): Promise<DBInstance | undefined> {
  const [DBInstanceIdentifier] = await resourcesOf(stage, stackOf(environment, store), 'AWS::RDS::DBInstance');
  const answer = await new RDSClient(stage.aws).send(new DescribeDBInstancesCommand({ DBInstanceIdentifier }));
  return answer.DBInstances?.[0];
}

async function cluster(environment: string): Promise<DBCluster | undefined> {
  const { AuroraCluster } = await outputsOf(stage, stackOf(environment, 'aurora'));
  const answer = await new RDSClient(stage.aws).send(
    new DescribeDBClustersCommand({ DBClusterIdentifier: AuroraCluster }),
  );
  return answer.DBClusters?.[0];
}

test('each store admits whoever wears its clients group, on its port, and lets nothing out', () =>
  stage.drive(async () => {
    const ec2 = new EC2Client(stage.aws);
    for (const store of STORES) {
      const name = stackOf('live', store);
      const outputs = Object.entries(await outputsOf(stage, name));
      const client = outputs.find(([output]) => output.endsWith('ClientSecurityGroup'))?.[1];
      const GroupIds = await resourcesOf(stage, name, 'AWS::EC2::SecurityGroup');
      const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds }));
      const own = SecurityGroups.find(({ GroupId }) => GroupId !== client);
      const others = SecurityGroups.filter(({ GroupId }) => GroupId === client);
      expect(own?.IpPermissions).toMatchObject([
        { FromPort: PORTS[store], ToPort: PORTS[store], UserIdGroupPairs: [{ GroupId: client }] },
      ]);
      expect(own?.IpPermissions?.[0]?.IpRanges ?? []).toEqual([]);
      const ways = own?.IpPermissionsEgress?.flatMap(({ IpRanges = [] }) => IpRanges.map(({ CidrIp }) => CidrIp));
      expect(ways).toEqual(['255.255.255.255/32']);
      expect(others.map(({ IpPermissions = [] }) => IpPermissions)).toEqual([[]]);
    }
  }));

test('every alarm of a store goes to the topic of alarms', () =>
  stage.drive(async () => {
    const { AlertTopicArn } = await outputsOf(stage, 'plinth--base--alerts');
    const cloudWatch = new CloudWatchClient(stage.aws);
    const counts: Record<string, number> = {};
    for (const store of STORES) {
      const AlarmNames = await resourcesOf(stage, stackOf('live', store), 'AWS::CloudWatch::Alarm');
      const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames }));
      for (const { AlarmActions, OKActions } of MetricAlarms) {
        expect([AlarmActions, OKActions]).toEqual([[AlertTopicArn], [AlertTopicArn]]);
      }
      counts[store] = MetricAlarms.length;
    }
    expect(counts).toEqual({ mysql: 4, postgres: 4, aurora: 5, redis: 4, memcached: 4, search: 5, files: 1 });
  }));

test('production runs in two zones, encrypted, protected and backed up, with a password that RDS keeps', () =>
  stage.drive(async () => {
    const { KeyArn } = await outputsOf(stage, 'plinth--base--keys');
    for (const store of ['mysql', 'postgres']) {
      const found = await instance('live', store);
      expect(found).toMatchObject({
        DBInstanceClass: 'db.t4g.medium',
        MultiAZ: true,
        StorageEncrypted: true,
        KmsKeyId: KeyArn,
        DeletionProtection: true,
        BackupRetentionPeriod: 7,
        PreferredBackupWindow: '02:00-03:00',
        PreferredMaintenanceWindow: 'sat:03:00-sat:05:00',
        PubliclyAccessible: false,
        IAMDatabaseAuthenticationEnabled: true,
        PerformanceInsightsEnabled: true,
        CopyTagsToSnapshot: true,
        MasterUserSecret: { KmsKeyId: KeyArn },
      });
      const { username, password } = await secretOf(stage, found?.MasterUserSecret?.SecretArn);
      expect([username, password?.length]).toEqual(['masteruser', 28]);
    }
    const aurora = await cluster('live');
    expect(aurora).toMatchObject({ DeletionProtection: true, BackupRetentionPeriod: 7, Engine: 'aurora-postgresql' });
    expect(aurora?.DBClusterMembers).toHaveLength(2);
    expect(await resourcesOf(stage, stackOf('live', 'files'), 'AWS::EFS::MountTarget')).toHaveLength(2);
  }));

test('clients find each store by outputs that are addresses, ports and readable secrets', () =>
  stage.drive(async () => {
    const redis = await outputsOf(stage, stackOf('live', 'redis'));
    expect(redis.RedisHost).toMatch(/^master\..+\.cache\.amazonaws\.com$/);
    expect((await secretOf(stage, redis.RedisSecretArn)).password).toMatch(/^[A-Za-z0-9]{48}$/);
    const search = await outputsOf(stage, stackOf('live', 'search'));
    expect(search.SearchHost).toMatch(/^vpc-.+\.es\.amazonaws\.com$/);
    expect((await secretOf(stage, search.SearchSecretArn)).username).toBe('mainuser');
    const memcached = await outputsOf(stage, stackOf('live', 'memcached'));
    expect(`${memcached.MemcachedHost}:${memcached.MemcachedPort}`).toMatch(/\.cfg\..+\.amazonaws\.com:11211$/);
    const aurora = await outputsOf(stage, stackOf('live', 'aurora'));
    expect([aurora.AuroraPort, aurora.AuroraEngine]).toEqual(['5432', 'postgres']);
  }));

test('a release mounts the files that its application uses, and finds the stores that it uses', () =>
  stage.drive(async () => {
    const hello = '/environments/live/applications/hello';
    await push(stage, 'hello', { tag: '1' });
    await stage.succeed('PUT', hello, { uses: ['files', 'search', 'memcached'], release: QUICK });
    await stage.succeed('POST', `${hello}/releases`, { image: 'hello:1' });
    const [taskDefinition] = await resourcesOf(stage, 'plinth--live--hello--1--task', 'AWS::ECS::TaskDefinition');
    const answer = await new ECSClient(stage.aws).send(new DescribeTaskDefinitionCommand({ taskDefinition }));
    const files = await outputsOf(stage, stackOf('live', 'files'));
    expect(answer.taskDefinition?.volumes).toMatchObject([
      {
        name: 'files',
        efsVolumeConfiguration: {
          fileSystemId: files.FileSystemId,
          transitEncryption: 'ENABLED',
          authorizationConfig: { accessPointId: files.AccessPointId, iam: 'ENABLED' },
        },
      },
    ]);
    const container = answer.taskDefinition?.containerDefinitions?.[0];
    expect(container?.mountPoints).toMatchObject([{ containerPath: '/mnt/files', sourceVolume: 'files' }]);
    const variables = (container?.environment ?? []).map(({ name }) => name);
    expect(variables).toEqual(expect.arrayContaining(['FILES_PATH', 'SEARCH_HOST', 'MEMCACHED_HOST']));
    expect(container?.secrets?.map(({ name }) => name)).toEqual(['SEARCH_USER', 'SEARCH_PASSWORD']);
    await checkInvariants(stage);
  }));

test('a server grows in place, and keeps its address and its password', () =>
  stage.drive(async () => {
    const before = await instance('live', 'mysql');
    const mysql = { InstanceClass: 'db.m7g.large', StorageGib: 50 };
    await stage.succeed('PUT', '/environments/live', { components: { ...PRODUCTION, mysql } });
    const after = await instance('live', 'mysql');
    expect(after).toMatchObject({ DBInstanceClass: 'db.m7g.large', AllocatedStorage: 50 });
    expect(after?.Endpoint).toEqual(before?.Endpoint);
    expect(after?.MasterUserSecret).toEqual(before?.MasterUserSecret);
    await checkInvariants(stage);
  }));

test('a server never shrinks: that is refused before anything starts', () =>
  stage.drive(async () => {
    const mysql = { InstanceClass: 'db.m7g.large', StorageGib: 40 };
    const refused = await stage.send('PUT', '/environments/live', { body: { components: { ...PRODUCTION, mysql } } });
    expect([refused.status, refused.body.errors]).toMatchObject([400, [{ pointer: '/components/mysql/StorageGib' }]]);
  }));

test('what RDS refuses fails with its words, and what was there stays', () =>
  stage.drive(async () => {
    const mysql = { InstanceClass: 'db.m7g.large', StorageGib: 50, SnapshotId: 'nowhere' };
    const allowed = `/environments/live?allow=${stackOf('live', 'mysql')}`;
    const failed = await stage.run('PUT', allowed, { components: { ...PRODUCTION, mysql } });
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'StackFailed' } });
    expect(failed.error?.cause).toContain('nowhere');
    expect(await instance('live', 'mysql')).toMatchObject({ AllocatedStorage: 50 });
    const mended = { InstanceClass: 'db.m7g.large', StorageGib: 50 };
    await stage.succeed('PUT', '/environments/live', { components: { ...PRODUCTION, mysql: mended } });
    await checkInvariants(stage);
  }));

test('development has one of everything, the smallest, and nothing protects it', () =>
  stage.drive(async () => {
    await stage.succeed('PUT', '/environments/dev', { components: DEVELOPMENT });
    const small = { DBInstanceClass: 'db.t4g.micro', MultiAZ: false, DeletionProtection: false };
    expect(await instance('dev', 'mysql')).toMatchObject({ ...small, PerformanceInsightsEnabled: false });
    expect(await instance('dev', 'postgres')).toMatchObject({ ...small, BackupRetentionPeriod: 1 });
    expect(await cluster('dev')).toMatchObject({ Engine: 'aurora-mysql', Port: 3306, DBClusterMembers: [{}] });
    await checkInvariants(stage);
  }));

test('a server that is replaced by name leaves a snapshot, and the next one starts from it', () =>
  stage.drive(async () => {
    const rds = new RDSClient(stage.aws);
    const name = stackOf('dev', 'mysql');
    const put = (query: string, mysql: object) => {
      const components = { ...DEVELOPMENT, mysql: { Profile: 'development', ...mysql } };
      return stage.run('PUT', `/environments/dev${query}`, { components });
    };
    const refused = await put('', { DatabaseName: 'other' });
    expect(refused).toMatchObject({ status: 'failed', error: { code: 'ReviewRefused' } });
    expect(await put(`?allow=${name}`, { DatabaseName: 'other' })).toMatchObject({ status: 'succeeded' });
    const { DBSnapshots = [] } = await rds.send(new DescribeDBSnapshotsCommand({}));
    expect(DBSnapshots).toMatchObject([{ Engine: 'mysql', Encrypted: true }]);
    const SnapshotId = DBSnapshots[0]?.DBSnapshotIdentifier;
    expect(await put(`?allow=${name}`, { DatabaseName: 'other', SnapshotId })).toMatchObject({ status: 'succeeded' });
    expect(await instance('dev', 'mysql')).toMatchObject({ DBInstanceStatus: 'available' });
    await checkInvariants(stage);
  }));

test('a store that is taken out goes with its secret when its name is given', () =>
  stage.drive(async () => {
    const { mysql, ...rest } = DEVELOPMENT as Readonly<Record<string, object>>;
    expect(mysql).toBeDefined();
    const secret = (await outputsOf(stage, stackOf('dev', 'mysql'))).MysqlSecretArn;
    await stage.succeed('PUT', `/environments/dev?allow=${stackOf('dev', 'mysql')}`, { components: rest });
    const { SecretList = [] } = await new SecretsManagerClient(stage.aws).send(new ListSecretsCommand({}));
    expect(SecretList.map(({ ARN }) => ARN)).not.toContain(secret);
    await checkInvariants(stage);
  }));
