import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';

export interface Deployment {
  /** Settings of the SDK clients: endpoint, region, credentials, transport. */
  readonly aws: object;
  /** The package: `.serverless` as `osls package` writes it, and the zip files that it names. */
  readonly packageFolder: string;
  readonly artifactFolder: string;
  readonly stackName: string;
  readonly sleep: (seconds: number) => Promise<void>;
}

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: { readonly Code?: { readonly S3Key?: unknown } } }>
  >;
}

const CAPABILITIES = ['CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'] as const;
const POLLS_MAX = 2_000;

/** Deploys the packaged service as `osls deploy` does: creates a stack with a bucket, uploads the zip files, updates the stack. */
export async function deployPlinth(deployment: Deployment): Promise<void> {
  const cloudFormation = new CloudFormationClient(deployment.aws);
  const s3 = new S3Client({ ...deployment.aws, forcePathStyle: true });
  const { stackName: StackName } = deployment;
  const created = { StackName, TemplateBody: read(deployment, 'create'), Capabilities: [...CAPABILITIES] };
  await cloudFormation.send(new CreateStackCommand(created));
  await settled(cloudFormation, deployment, 'CREATE_COMPLETE');
  const bucket = await bucketOf(cloudFormation, StackName);
  const body = read(deployment, 'update');
  for (const key of artifactKeys(JSON.parse(body))) {
    const Body = readFileSync(join(deployment.artifactFolder, basename(key)));
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }));
  }
  const template = await uploaded(s3, bucket, body);
  await cloudFormation.send(new UpdateStackCommand({ StackName, ...template, Capabilities: [...CAPABILITIES] }));
  await settled(cloudFormation, deployment, 'UPDATE_COMPLETE');
}

function read({ packageFolder }: Deployment, which: 'create' | 'update'): string {
  return readFileSync(join(packageFolder, `cloudformation-template-${which}-stack.json`), 'utf8');
}

/** Uploads the template to S3, because CloudFormation accepts at most 51,200 bytes inline. */
async function uploaded(s3: S3Client, bucket: string, body: string): Promise<{ TemplateURL: string }> {
  const Key = 'template.json';
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: body }));
  return { TemplateURL: `https://s3.amazonaws.com/${bucket}/${Key}` };
}

async function bucketOf(cloudFormation: CloudFormationClient, StackName: string): Promise<string> {
  const { StackResourceDetail } = await cloudFormation.send(
    new DescribeStackResourceCommand({ StackName, LogicalResourceId: 'ServerlessDeploymentBucket' }),
  );
  const bucket = StackResourceDetail?.PhysicalResourceId;
  if (bucket === undefined) throw new Error(`stack ${StackName} has no deployment bucket`);
  return bucket;
}

function artifactKeys(template: Template): readonly string[] {
  const keys = Object.values(template.Resources)
    .map((resource) => resource.Properties?.Code?.S3Key)
    .filter((key): key is string => typeof key === 'string');
  return [...new Set(keys)];
}

async function settled(cloudFormation: CloudFormationClient, deployment: Deployment, wanted: string): Promise<void> {
  const { stackName: StackName, sleep } = deployment;
  for (let polls = 0; polls < POLLS_MAX; polls++) {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
    const status = Stacks?.[0]?.StackStatus ?? '';
    if (status === wanted) return;
    if (/FAILED|ROLLBACK/.test(status)) throw new Error(await causeOf(cloudFormation, StackName, status));
    await sleep(1);
  }
  throw new Error(`stack ${StackName} did not reach ${wanted} after ${POLLS_MAX} polls`);
}

async function causeOf(cloudFormation: CloudFormationClient, StackName: string, status: string): Promise<string> {
  const { StackEvents = [] } = await cloudFormation.send(new DescribeStackEventsCommand({ StackName }));
  const first = StackEvents.findLast((event) => event.ResourceStatus?.endsWith('_FAILED'));
  return `stack ${StackName} is ${status}: ${first?.LogicalResourceId}: ${first?.ResourceStatusReason}`;
}
