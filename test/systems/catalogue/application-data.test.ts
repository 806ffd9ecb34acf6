import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import { IAMClient, ListAttachedRolePoliciesCommand } from '@aws-sdk/client-iam';
import { GetBucketCorsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import type { Stage } from '../../workflows/harness.ts';
import { push } from '../../workflows/images.ts';
import { checkInvariants } from '../../workflows/invariants.ts';
import { inventory } from '../../workflows/inventory.ts';
import { provideBase, provideEnvironment, QUICK } from '../../workflows/scenes.ts';
import { stageOfFile } from '../../workflows/stage-of-file.ts';

const SHOP = 'environments/dev/applications/shop';
const COMPONENTS = { bucket: {}, queue: {}, topic: {}, table: { SortKey: 'at' }, secret: {}, 'error-alarm': {} };

let stage: Stage;
let before: readonly string[];

stageOfFile(async (opened) => {
  stage = opened;
  before = await inventory(stage);
  await provideBase(stage, ['shop']);
  await provideEnvironment(stage, 'dev');
  await put(COMPONENTS);
  await push(stage, 'shop', { tag: '1' });
  await stage.succeed('POST', `/${SHOP}/releases`, { image: 'shop:1' });
});

/** `allow` names stacks whose data may go. */
async function put(components: Readonly<Record<string, unknown>>, allow = ''): Promise<void> {
  await stage.succeed('PUT', `/${SHOP}?allow=${allow}`, { components, release: QUICK });
}

async function outputsOf(component: string): Promise<Readonly<Record<string, string>>> {
  return (await stage.state.readScopeState(SHOP))?.stacks[component]?.outputs ?? {};
}

test('its containers start with the names of what the application has, and its secret', () =>
  stage.drive(async () => {
    const release = await stage.state.readScopeState(`${SHOP}/releases/1`);
    const taskDefinition = release?.stacks.task?.outputs.TaskDefinitionArn;
    const answer = await new ECSClient(stage.aws).send(new DescribeTaskDefinitionCommand({ taskDefinition }));
    const [container] = answer.taskDefinition?.containerDefinitions ?? [];
    expect(container?.environment).toEqual(
      expect.arrayContaining([
        { name: 'BUCKET_NAME', value: (await outputsOf('bucket')).BucketName },
        { name: 'QUEUE_URL', value: (await outputsOf('queue')).QueueUrl },
        { name: 'TOPIC_ARN', value: (await outputsOf('topic')).TopicArn },
        { name: 'TABLE_NAME', value: (await outputsOf('table')).TableName },
      ]),
    );
    const valueFrom = (await outputsOf('secret')).GeneratedSecretArn;
    expect(container?.secrets).toEqual([{ name: 'SECRET', valueFrom }]);
  }));

test('its role has the policy of each, and no other', () =>
  stage.drive(async () => {
    const RoleName = (await outputsOf('service')).TaskRoleArn?.split('/').at(-1);
    const answer = await new IAMClient(stage.aws).send(new ListAttachedRolePoliciesCommand({ RoleName }));
    const attached = (answer.AttachedPolicies ?? []).map(({ PolicyArn }) => PolicyArn);
    expect(attached.toSorted()).toEqual(
      [
        (await outputsOf('bucket')).BucketPolicyArn,
        (await outputsOf('queue')).QueuePolicyArn,
        (await outputsOf('topic')).TopicPolicyArn,
        (await outputsOf('table')).TablePolicyArn,
      ].toSorted(),
    );
  }));

test('what is published to the topic arrives in the queue as it was sent', () =>
  stage.drive(async () => {
    const { TopicArn } = await outputsOf('topic');
    const { QueueUrl } = await outputsOf('queue');
    await new SNSClient(stage.aws).send(new PublishCommand({ TopicArn, Message: 'an order' }));
    const { Messages = [] } = await new SQSClient(stage.aws).send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }),
    );
    expect(Messages.map(({ Body }) => Body)).toEqual(['an order']);
  }));

test('a generated secret has the asked length and no letter that needs quoting', () =>
  stage.drive(async () => {
    const SecretId = (await outputsOf('secret')).GeneratedSecretArn;
    const { SecretString } = await new SecretsManagerClient(stage.aws).send(new GetSecretValueCommand({ SecretId }));
    expect(SecretString).toMatch(/^[A-Za-z0-9]{64}$/);
  }));

test('an error line in its log raises the alarm within a minute, and an hour of silence ends it', () =>
  stage.drive(async () => {
    const { LogGroupName: logGroupName } = await outputsOf('service');
    const { ErrorAlarmName = '' } = await outputsOf('error-alarm');
    const logs = new CloudWatchLogsClient(stage.aws);
    const stream = { logGroupName, logStreamName: 'test' };
    await logs.send(new CreateLogStreamCommand(stream));
    expect(await alarmState(ErrorAlarmName)).not.toBe('ALARM');
    const timestamp = stage.plinth.cloud.clock.now();
    await logs.send(new PutLogEventsCommand({ ...stream, logEvents: [{ timestamp, message: 'ERROR no such order' }] }));
    await stage.sleep(60);
    expect(await alarmState(ErrorAlarmName)).toBe('ALARM');
    await stage.sleep(3600);
    expect(await alarmState(ErrorAlarmName)).toBe('OK');
  }));

async function alarmState(name: string): Promise<string | undefined> {
  const { MetricAlarms = [] } = await new CloudWatchClient(stage.aws).send(
    new DescribeAlarmsCommand({ AlarmNames: [name] }),
  );
  return MetricAlarms[0]?.StateValue;
}

test('a changed parameter changes what is there, and nothing is made anew', () =>
  stage.drive(async () => {
    const { BucketName: Bucket } = await outputsOf('bucket');
    const { QueueUrl } = await outputsOf('queue');
    const s3 = new S3Client(stage.aws);
    await expect(s3.send(new GetBucketCorsCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchCORSConfiguration',
    });
    await put({ ...COMPONENTS, bucket: { CorsOrigins: 'https://shop.example.com' }, queue: { RetentionDays: 7 } });
    const { CORSRules = [] } = await s3.send(new GetBucketCorsCommand({ Bucket }));
    expect(CORSRules[0]?.AllowedOrigins).toEqual(['https://shop.example.com']);
    const { Attributes } = await new SQSClient(stage.aws).send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['MessageRetentionPeriod'] }),
    );
    expect(Attributes?.MessageRetentionPeriod).toBe('604800');
    expect((await outputsOf('bucket')).BucketName).toBe(Bucket);
    expect((await outputsOf('queue')).QueueUrl).toBe(QueueUrl);
  }));

test('what the spec no longer names stays until the request gives it up by name: the live release uses it', () =>
  stage.drive(async () => {
    const { table: _, topic: __, ...fewer } = COMPONENTS;
    const { TableName } = await outputsOf('table');
    const refused = await stage.send('PUT', `/${SHOP}`, { body: { components: fewer, release: QUICK } });
    expect(refused).toMatchObject({ status: 409, body: { errors: [{ pointer: '/components/topic' }] } });
    await put(fewer, 'plinth--dev--shop--topic');
    expect(await outputsOf('table')).toMatchObject({ TableName });
    expect(await outputsOf('topic')).toEqual({});
    await put(fewer, 'plinth--dev--shop--table');
    expect(await inventory(stage)).not.toContain(`eu-west-1 table ${TableName}`);
    await put(COMPONENTS);
    await checkInvariants(stage);
  }));

test('retired, its data stays and is found again; with its data, nothing of it is left', () =>
  stage.drive(async () => {
    const { BucketName: Bucket } = await outputsOf('bucket');
    const { TableName } = await outputsOf('table');
    const secret = await outputsOf('secret');
    await new S3Client(stage.aws).send(new PutObjectCommand({ Bucket, Key: 'order', Body: 'one' }));
    const Item = { id: { S: '1' }, at: { S: 'now' } };
    await new DynamoDBClient(stage.aws).send(new PutItemCommand({ TableName, Item }));

    await stage.succeed('DELETE', `/${SHOP}`);
    expect(Object.keys((await stage.state.readScopeState(SHOP))?.stacks ?? {}).toSorted()).toEqual([
      'bucket',
      'secret',
      'table',
    ]);
    await stage.succeed('DELETE', '/environments/dev');
    // Its environment keeps nothing, and yet the key that its data is encrypted with must stay.
    expect(await stage.send('DELETE', '/base?data=delete&confirm=base')).toMatchObject({
      status: 409,
      body: { code: 'ScopeNotEmpty', scopes: [SHOP] },
    });
    await provideEnvironment(stage, 'dev');
    await put(COMPONENTS);
    expect(await outputsOf('bucket')).toMatchObject({ BucketName: Bucket });
    expect(await outputsOf('table')).toMatchObject({ TableName });
    expect(await outputsOf('secret')).toEqual(secret);
    await checkInvariants(stage);

    await stage.succeed('POST', `/${SHOP}/releases`, { image: 'shop:1' });
    await stage.succeed('DELETE', `/${SHOP}?data=delete&confirm=shop`);
    await stage.succeed('DELETE', '/environments/dev');
    await stage.succeed('DELETE', '/base?data=delete&confirm=base');
    expect(await inventory(stage)).toEqual(before);
    await checkInvariants(stage);
  }));
