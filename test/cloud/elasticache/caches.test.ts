import type { Subnet } from '@aws-sdk/client-ec2';
import { expect, it } from 'vitest';
import { ec2 } from '../../../src/cloud/services/ec2/index.ts';
import { elasticacheResourceTypes } from '../../../src/cloud/services/elasticache/index.ts';
import { cloudUnderTest, PLACE } from '../cloudformation/cloud-under-test.ts';
import { failureReason } from '../cloudformation/failure-reason.ts';

const PASSWORD = 'sixteen-letters-';

const cloudOf = () => cloudUnderTest([ec2], elasticacheResourceTypes);
const group = (properties: object = {}) => ({
  Type: 'AWS::ElastiCache::ReplicationGroup',
  Properties: {
    ReplicationGroupId: 'sessions',
    ReplicationGroupDescription: 'd',
    Engine: 'valkey',
    CacheNodeType: 'cache.t4g.micro',
    NumCacheClusters: 2,
    AutomaticFailoverEnabled: true,
    TransitEncryptionEnabled: true,
    ...properties,
  },
});
const memcached = (properties: object = {}) => ({
  Type: 'AWS::ElastiCache::CacheCluster',
  Properties: {
    ClusterName: 'pages',
    Engine: 'memcached',
    CacheNodeType: 'cache.t4g.micro',
    NumCacheNodes: 2,
    AZMode: 'cross-az',
    ...properties,
  },
});
const attribute = (resource: string, name: string) => ({ Value: { 'Fn::GetAtt': [resource, name] } });

it('gives caches the addresses and ports that they have on AWS', async () => {
  const cloud = cloudOf();
  const stack = await cloud.create('caches', {
    Resources: { Group: group(), Cache: memcached() },
    Outputs: {
      Writer: attribute('Group', 'PrimaryEndPoint.Address'),
      Reader: attribute('Group', 'ReaderEndPoint.Address'),
      Port: attribute('Group', 'PrimaryEndPoint.Port'),
      Pages: attribute('Cache', 'ConfigurationEndpoint.Address'),
      PagesPort: attribute('Cache', 'ConfigurationEndpoint.Port'),
    },
  });
  const outputs = Object.fromEntries(stack.Outputs!.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  expect(outputs).toEqual({
    Writer: expect.stringMatching(/^master\.sessions\.[0-9a-f]{6}\.euw1\.cache\.amazonaws\.com$/),
    Reader: expect.stringMatching(/^replica\.sessions\.[0-9a-f]{6}\.euw1\.cache\.amazonaws\.com$/),
    Port: '6379',
    Pages: expect.stringMatching(/^pages\.[0-9a-f]{6}\.cfg\.euw1\.cache\.amazonaws\.com$/),
    PagesPort: '11211',
  });
});

it.each([
  ['failover with one node', group({ NumCacheClusters: 1 }), 'there must be at least 2 cache clusters'],
  [
    'several zones without failover',
    group({ AutomaticFailoverEnabled: false, MultiAZEnabled: true }),
    'Must specify automatic failover',
  ],
  [
    'a password without TLS',
    group({ AuthToken: PASSWORD, TransitEncryptionEnabled: false }),
    'only supported when encryption-in-transit is enabled',
  ],
  ['a short password', group({ AuthToken: 'short' }), 'at least 16 and no more than 128 characters'],
  ['a key for nothing', group({ KmsKeyId: 'alias/data' }), 'Please enable encryption at rest'],
  [
    'a subnet group that is not there',
    group({ CacheSubnetGroupName: 'gone' }),
    'Cache Subnet Group gone does not exist.',
  ],
  ['one node in several zones', memcached({ NumCacheNodes: 1 }), 'cross-az is not allowed with a single cache node'],
])('refuses %s before any time passes', async (_, resource, message) => {
  const cloud = cloudOf();
  const startedMs = cloud.kernel.clock.now();
  await cloud.create('caches', { Resources: { Cache: resource } });
  expect(await failureReason(cloud, 'caches')).toContain(message);
  expect((cloud.kernel.clock.now() - startedMs) / 1000).toBeLessThan(60);
});

it('keeps a subnet group while a cache uses it', async () => {
  const cloud = cloudOf();
  const { Subnets } = await cloud.kernel.invoke<{ Subnets: Subnet[] }>('ec2', 'DescribeSubnets', {}, PLACE);
  const SubnetIds = Subnets.map(({ SubnetId }) => SubnetId);
  const Group = {
    Type: 'AWS::ElastiCache::SubnetGroup',
    Properties: { CacheSubnetGroupName: 'private', Description: 'd', SubnetIds },
  };
  await cloud.create('network', { Resources: { Group } });
  await cloud.create('caches', { Resources: { Cache: group({ CacheSubnetGroupName: 'private' }) } });
  expect((await cloud.remove('network')).StackStatus).toBe('DELETE_FAILED');
  expect(await failureReason(cloud, 'network')).toContain('private is currently in use by a cache cluster');
  await cloud.remove('caches');
  expect((await cloud.remove('network')).StackStatus).toBe('DELETE_COMPLETE');
});
