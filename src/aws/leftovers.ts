import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Leftovers } from '../core/ports/index.ts';
import { clientFor } from './clients.ts';
import { absent, LOOKS, type Look } from './existence.ts';

const bucket: Look = (Bucket, target) => clientFor(S3Client, target).send(new HeadBucketCommand({ Bucket }));

/** Types that a stack leaves behind, because its template keeps them or because something else still uses them. */
const LEFT_LOOKS: Readonly<Record<string, Look>> = {
  'AWS::S3::Bucket': bucket,
  /** Its physical id is the bucket's name, and it goes with the bucket. */
  'AWS::S3::BucketPolicy': bucket,
  'AWS::Logs::LogGroup': async (name, target) => {
    const command = new DescribeLogGroupsCommand({ logGroupNamePrefix: name });
    const { logGroups = [] } = await clientFor(CloudWatchLogsClient, target).send(command);
    return logGroups.some(({ logGroupName }) => logGroupName === name);
  },
  'AWS::DynamoDB::Table': (TableName, target) =>
    clientFor(DynamoDBClient, target).send(new DescribeTableCommand({ TableName })),
  'AWS::ECR::Repository': (name, target) =>
    clientFor(ECRClient, target).send(new DescribeRepositoriesCommand({ repositoryNames: [name] })),
  'AWS::Route53::HostedZone': (Id, target) => clientFor(Route53Client, target).send(new GetHostedZoneCommand({ Id })),
  'AWS::SecretsManager::Secret': async (SecretId, target) => {
    const { DeletedDate } = await clientFor(SecretsManagerClient, target).send(new DescribeSecretCommand({ SecretId }));
    return DeletedDate === undefined;
  },
  'AWS::KMS::Key': async (KeyId, target) => {
    const { KeyMetadata } = await clientFor(KMSClient, target).send(new DescribeKeyCommand({ KeyId }));
    return KeyMetadata?.KeyState !== 'PendingDeletion';
  },
  'AWS::EC2::SecurityGroup': (id, target) =>
    clientFor(EC2Client, target).send(new DescribeSecurityGroupsCommand({ GroupIds: [id] })),
  'AWS::EC2::Subnet': (id, target) =>
    clientFor(EC2Client, target).send(new DescribeSubnetsCommand({ SubnetIds: [id] })),
  'AWS::EC2::NetworkInterface': (id, target) =>
    clientFor(EC2Client, target).send(new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: [id] })),
};

/** What stacks left behind, asked of its own services. */
export const leftovers: Leftovers = {
  gone: (target, resources) => absent(target, resources, { ...LOOKS, ...LEFT_LOOKS }),
};
