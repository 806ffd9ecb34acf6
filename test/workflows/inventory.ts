import { ACMClient, ListCertificatesCommand } from '@aws-sdk/client-acm';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DescribeSecurityGroupsCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient, ListClustersCommand, ListTaskDefinitionsCommand } from '@aws-sdk/client-ecs';
import {
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { IAMClient, ListInstanceProfilesCommand, ListPoliciesCommand, ListRolesCommand } from '@aws-sdk/client-iam';
import { DescribeKeyCommand, KMSClient, ListAliasesCommand, ListKeysCommand } from '@aws-sdk/client-kms';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListHostedZonesCommand, Route53Client } from '@aws-sdk/client-route-53';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DescribeParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Stage } from './harness.ts';

/**
 * Names of all that stands in the account, sorted. Keys whose deletion is pending count as gone: AWS lets nobody delete one
 * sooner. First come the services that know their resources themselves, last what CloudFormation alone knows.
 */
export async function inventory(stage: Stage): Promise<readonly string[]> {
  // CloudFront takes what it needs from us-east-1, wherever the base stands.
  const places = [stage.aws, { ...stage.aws, region: 'us-east-1' }];
  const lists = places.flatMap((aws) => [...LISTS, keys].map(async (list) => inRegion(aws, await list(aws))));
  return [...(await Promise.all(lists)).flat(), ...(await withoutBehaviour(stage))].toSorted();
}

function inRegion({ region }: Aws, names: readonly string[]): readonly string[] {
  return names.map((name) => `${region} ${name}`);
}

type Aws = Stage['aws'];
type List = (aws: Aws) => Promise<readonly string[]>;

const LISTS: readonly List[] = [
  async (aws) => {
    const { Stacks } = await new CloudFormationClient(aws).send(new DescribeStacksCommand({}));
    return named('stack', Stacks, ({ StackName }) => StackName);
  },
  async (aws) =>
    named('bucket', (await new S3Client(aws).send(new ListBucketsCommand({}))).Buckets, ({ Name }) => Name),
  async (aws) => {
    const { repositories } = await new ECRClient(aws).send(new DescribeRepositoriesCommand({}));
    return named('repository', repositories, ({ repositoryName }) => repositoryName);
  },
  async (aws) => named('table', (await new DynamoDBClient(aws).send(new ListTablesCommand({}))).TableNames),
  async (aws) => {
    const { logGroups } = await new CloudWatchLogsClient(aws).send(new DescribeLogGroupsCommand({}));
    return named('log group', logGroups, ({ logGroupName }) => logGroupName);
  },
  async (aws) => {
    const { MetricAlarms } = await new CloudWatchClient(aws).send(new DescribeAlarmsCommand({}));
    return named('alarm', MetricAlarms, ({ AlarmName }) => AlarmName);
  },
  async (aws) => named('role', (await new IAMClient(aws).send(new ListRolesCommand({}))).Roles, ({ Arn }) => Arn),
  async (aws) => {
    const { Policies } = await new IAMClient(aws).send(new ListPoliciesCommand({ Scope: 'Local' }));
    return named('policy', Policies, ({ Arn }) => Arn);
  },
  async (aws) => {
    const { InstanceProfiles } = await new IAMClient(aws).send(new ListInstanceProfilesCommand({}));
    return named('instance profile', InstanceProfiles, ({ Arn }) => Arn);
  },
  async (aws) => {
    const { Aliases } = await new KMSClient(aws).send(new ListAliasesCommand({}));
    return named('alias', Aliases, ({ AliasName }) => AliasName);
  },
  async (aws) => named('queue', (await new SQSClient(aws).send(new ListQueuesCommand({}))).QueueUrls),
  async (aws) =>
    named('topic', (await new SNSClient(aws).send(new ListTopicsCommand({}))).Topics, (one) => one.TopicArn),
  async (aws) => {
    const { SecretList } = await new SecretsManagerClient(aws).send(new ListSecretsCommand({}));
    return named('secret', SecretList, ({ Name }) => Name);
  },
  async (aws) => {
    const { Parameters } = await new SSMClient(aws).send(new DescribeParametersCommand({}));
    return named('parameter', Parameters, ({ Name }) => Name);
  },
  async (aws) => {
    const { Functions } = await new LambdaClient(aws).send(new ListFunctionsCommand({}));
    return named('function', Functions, ({ FunctionName }) => FunctionName);
  },
  async (aws) => {
    const { Rules } = await new EventBridgeClient(aws).send(new ListRulesCommand({}));
    return named('rule', Rules, ({ Name }) => Name);
  },
  async (aws) => {
    const { Schedules } = await new SchedulerClient(aws).send(new ListSchedulesCommand({}));
    return named('schedule', Schedules, ({ Arn }) => Arn);
  },
  async (aws) =>
    named('network', (await new EC2Client(aws).send(new DescribeVpcsCommand({}))).Vpcs, (one) => one.VpcId),
  async (aws) => {
    const { SecurityGroups } = await new EC2Client(aws).send(new DescribeSecurityGroupsCommand({}));
    return named('security group', SecurityGroups, ({ GroupId }) => GroupId);
  },
  async (aws) => named('cluster', (await new ECSClient(aws).send(new ListClustersCommand({}))).clusterArns),
  async (aws) => {
    const { taskDefinitionArns } = await new ECSClient(aws).send(new ListTaskDefinitionsCommand({ status: 'ACTIVE' }));
    return named('task definition', taskDefinitionArns);
  },
  async (aws) => {
    const { LoadBalancers } = await new ElasticLoadBalancingV2Client(aws).send(new DescribeLoadBalancersCommand({}));
    return named('load balancer', LoadBalancers, ({ LoadBalancerArn }) => LoadBalancerArn);
  },
  async (aws) => {
    const { TargetGroups } = await new ElasticLoadBalancingV2Client(aws).send(new DescribeTargetGroupsCommand({}));
    return named('target group', TargetGroups, ({ TargetGroupArn }) => TargetGroupArn);
  },
  async (aws) => {
    const { HostedZones } = await new Route53Client(aws).send(new ListHostedZonesCommand({}));
    return named('zone', HostedZones, ({ Name }) => Name);
  },
  async (aws) => {
    const { CertificateSummaryList } = await new ACMClient(aws).send(new ListCertificatesCommand({}));
    return named('certificate', CertificateSummaryList, ({ CertificateArn }) => CertificateArn);
  },
];

async function keys(aws: Aws): Promise<readonly string[]> {
  const client = new KMSClient(aws);
  const { Keys = [] } = await client.send(new ListKeysCommand({}));
  const described = await Promise.all(Keys.map(({ KeyId }) => client.send(new DescribeKeyCommand({ KeyId }))));
  const living = described.filter(({ KeyMetadata }) => KeyMetadata?.KeyState !== 'PendingDeletion');
  return named('key', living, ({ KeyMetadata }) => KeyMetadata?.KeyId);
}

/** Resources that the embedded cloud has without behaviour: their services have no list of them. */
async function withoutBehaviour({ plinth }: Stage): Promise<readonly string[]> {
  const page = await plinth.transport.fetch(`${plinth.cloud.endpoint}/_cloud/resources`);
  const resources = (await page.json()) as readonly { readonly typeName: string; readonly physicalId: string }[];
  return resources.map(({ typeName, physicalId }) => `${typeName} ${physicalId}`);
}

function named(kind: string, items: readonly string[] | undefined): readonly string[];
function named<T>(
  kind: string,
  items: readonly T[] | undefined,
  name: (item: T) => string | undefined,
): readonly string[];
function named<T>(
  kind: string,
  items: readonly T[] = [],
  name: (item: T) => string | undefined = String,
): readonly string[] {
  return items.map((item) => `${kind} ${name(item)}`);
}
