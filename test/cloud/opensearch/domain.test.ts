import { expect, it } from 'vitest';
import { opensearchResourceTypes } from '../../../src/cloud/services/opensearch/index.ts';
import { cloudUnderTest } from '../cloudformation/cloud-under-test.ts';
import { failureReason } from '../cloudformation/failure-reason.ts';

const SAFE = {
  DomainEndpointOptions: { EnforceHTTPS: true },
  NodeToNodeEncryptionOptions: { Enabled: true },
  EncryptionAtRestOptions: { Enabled: true },
};
const users = (MasterUserPassword: string) => ({
  AdvancedSecurityOptions: {
    Enabled: true,
    InternalUserDatabaseEnabled: true,
    MasterUserOptions: { MasterUserName: 'keeper', MasterUserPassword },
  },
});
const LOGS = {
  LogPublishingOptions: {
    AUDIT_LOGS: {
      Enabled: true,
      CloudWatchLogsLogGroupArn: 'arn:aws:logs:eu-west-1:111122223333:log-group:/search:*',
    },
  },
};
const domain = (properties: object = {}) => ({
  Type: 'AWS::OpenSearchService::Domain',
  Properties: {
    DomainName: 'texts',
    EngineVersion: 'OpenSearch_2.19',
    ClusterConfig: {
      InstanceCount: 2,
      ZoneAwarenessEnabled: true,
      ZoneAwarenessConfig: { AvailabilityZoneCount: 2 },
    },
    VPCOptions: { SubnetIds: ['subnet-1', 'subnet-2'] },
    ...properties,
  },
});

it('gives a domain the host name that it has on AWS', async () => {
  const cloud = cloudUnderTest([], opensearchResourceTypes);
  const stack = await cloud.create('search', {
    Resources: { Domain: domain({ ...SAFE, ...users('Long-password-1') }) },
    Outputs: {
      Host: { Value: { 'Fn::GetAtt': ['Domain', 'DomainEndpoint'] } },
      Arn: { Value: { 'Fn::GetAtt': ['Domain', 'Arn'] } },
    },
  });
  const outputs = Object.fromEntries(stack.Outputs!.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  expect(outputs).toEqual({
    Host: expect.stringMatching(/^vpc-texts-[a-z0-9]{26}\.eu-west-1\.es\.amazonaws\.com$/),
    Arn: 'arn:aws:es:eu-west-1:111122223333:domain/texts',
  });
});

it.each([
  ['a version that is none', domain({ EngineVersion: '2.19' }), 'Invalid engine version: 2.19'],
  [
    'fewer subnets than zones',
    domain({ VPCOptions: { SubnetIds: ['subnet-1'] } }),
    "You must specify exactly two subnets because you've set zone count to two.",
  ],
  ['more subnets than zones', domain({ ClusterConfig: { InstanceCount: 1 } }), 'You must specify exactly one subnet.'],
  [
    'nodes that cannot be spread evenly',
    domain({ ClusterConfig: { InstanceCount: 3, ZoneAwarenessEnabled: true } }),
    'a multiple of two',
  ],
  ['users without encryption', domain(users('Long-password-1')), 'You must enable node-to-node encryption'],
  ['a weak password', domain({ ...SAFE, ...users('password') }), 'at least one uppercase letter'],
  [
    'logs that it may not write',
    domain(LOGS),
    'The Resource Access Policy specified for the CloudWatch Logs log group',
  ],
])('refuses %s before any time passes', async (_, resource, message) => {
  const cloud = cloudUnderTest([], opensearchResourceTypes);
  const startedMs = cloud.kernel.clock.now();
  await cloud.create('search', { Resources: { Domain: resource } });
  expect(await failureReason(cloud, 'search')).toContain(message);
  expect((cloud.kernel.clock.now() - startedMs) / 1000).toBeLessThan(60);
});

it('writes logs where a resource policy lets it', async () => {
  const cloud = cloudUnderTest([], opensearchResourceTypes);
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'es.amazonaws.com' }, Action: 'logs:*', Resource: '*' }],
  });
  const Policy = { Type: 'AWS::Logs::ResourcePolicy', Properties: { PolicyName: 'search', PolicyDocument } };
  const Resources = { Policy, Domain: { ...domain(LOGS), DependsOn: 'Policy' } };
  expect((await cloud.create('search', { Resources })).StackStatus).toBe('CREATE_COMPLETE');
});
