import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECRClient } from '@aws-sdk/client-ecr';
import { KMSClient } from '@aws-sdk/client-kms';
import { Route53Client } from '@aws-sdk/client-route-53';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { leftovers } from '../../src/aws/leftovers.ts';
import { stubSettings } from './stubbed-settings.ts';

const target = { account: '111122223333', region: 'eu-west-1' };
const clients = {
  s3: mockClient(S3Client),
  logs: mockClient(CloudWatchLogsClient),
  dynamoDb: mockClient(DynamoDBClient),
  ec2: mockClient(EC2Client),
  ecr: mockClient(ECRClient),
  kms: mockClient(KMSClient),
  route53: mockClient(Route53Client),
  secrets: mockClient(SecretsManagerClient),
};
const all = Object.values(clients);

stubSettings();
beforeEach(() => {
  for (const client of all) client.reset();
});

afterAll(() => {
  for (const client of all) client.restore();
});

async function isGone(type: string): Promise<boolean> {
  return (await leftovers.gone(target, [{ type, physicalId: 'it', logicalId: 'It' }])).length === 1;
}

describe('a resource that a stack left behind', () => {
  test.each([
    ['AWS::S3::Bucket', 's3', 'NotFound'],
    ['AWS::S3::BucketPolicy', 's3', 'NotFound'],
    ['AWS::DynamoDB::Table', 'dynamoDb', 'ResourceNotFoundException'],
    ['AWS::ECR::Repository', 'ecr', 'RepositoryNotFoundException'],
    ['AWS::Route53::HostedZone', 'route53', 'NoSuchHostedZone'],
    ['AWS::SecretsManager::Secret', 'secrets', 'ResourceNotFoundException'],
    ['AWS::KMS::Key', 'kms', 'NotFoundException'],
    ['AWS::EC2::SecurityGroup', 'ec2', 'InvalidGroup.NotFound'],
    ['AWS::EC2::Subnet', 'ec2', 'InvalidSubnetID.NotFound'],
    ['AWS::EC2::NetworkInterface', 'ec2', 'InvalidNetworkInterfaceID.NotFound'],
  ] as const)('%s is gone only when its service says so', async (type, service, name) => {
    const answers = (clients[service] as typeof clients.s3).onAnyCommand();
    answers.resolves({});
    expect(await isGone(type)).toBe(false);
    answers.rejects(Object.assign(new Error(name), { name }));
    expect(await isGone(type)).toBe(true);
    const refused = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    answers.rejects(refused);
    await expect(isGone(type)).rejects.toBe(refused);
  });

  test('is gone when it only waits to be deleted, or when only its prefix is listed', async () => {
    clients.kms.onAnyCommand().resolves({ KeyMetadata: { KeyId: 'it', KeyState: 'PendingDeletion' } });
    clients.secrets.onAnyCommand().resolves({ DeletedDate: new Date(0) });
    clients.logs.onAnyCommand().resolves({ logGroups: [{ logGroupName: 'it-too' }] });
    expect(await isGone('AWS::KMS::Key')).toBe(true);
    expect(await isGone('AWS::SecretsManager::Secret')).toBe(true);
    expect(await isGone('AWS::Logs::LogGroup')).toBe(true);
    clients.logs.onAnyCommand().resolves({ logGroups: [{ logGroupName: 'it' }] });
    expect(await isGone('AWS::Logs::LogGroup')).toBe(false);
  });

  test('of a type that cannot be looked up is never called gone', async () => {
    expect(await isGone('AWS::EFS::FileSystem')).toBe(false);
  });
});
