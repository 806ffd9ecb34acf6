import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as ecs from '@aws-sdk/client-ecs';
import * as lambda from '@aws-sdk/client-lambda';
import * as sqs from '@aws-sdk/client-sqs';
import { cbor } from '@smithy/core/cbor';
import { expect, test } from 'vitest';
import { callersOf } from '../../../src/cloud/kernel/callers.ts';
import { fakeCloud } from './fake-cloud.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

test('account and region come from the signature', async () => {
  const { config, calls } = await fakeCloud('ecs', ecs, { ListTasks: () => ({}) });
  const credentials = { accessKeyId: '222233334444', secretAccessKey: 'x' };
  await new ecs.ECSClient({ ...config, credentials, region: 'us-west-2' }).send(new ecs.ListTasksCommand({}));
  expect(calls[0]!.call).toMatchObject({
    account: '222233334444',
    region: 'us-west-2',
    principalArn: 'arn:aws:iam::222233334444:root',
  });
});

test('a key that is no account number belongs to the default account', async () => {
  const { config, calls } = await fakeCloud('ecs', ecs, { ListTasks: () => ({}) });
  await new ecs.ECSClient(config).send(new ecs.ListTasksCommand({}));
  expect(calls[0]!.call.account).toBe('111122223333');
});

test('a temporary key belongs to the account it was made for, until it expires', async () => {
  const { config, calls, kernel } = await fakeCloud('ecs', ecs, { ListTasks: () => ({}) });
  const caller = { account: '999900001111', principalArn: 'arn:aws:sts::999900001111:assumed-role/r/s' };
  callersOf(kernel).set('ASIAEXAMPLE', { ...caller, expiresAtMs: kernel.clock.now() + 1000 });
  const client = new ecs.ECSClient({ ...config, credentials: { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'x' } });
  await client.send(new ecs.ListTasksCommand({}));
  expect(calls[0]!.call).toMatchObject(caller);
  await kernel.clock.drive(kernel.clock.sleep(2));
  await expect(client.send(new ecs.ListTasksCommand({}))).rejects.toMatchObject({ name: 'ExpiredToken' });
});

test('an unsigned request finds its service by target, version or path', async () => {
  const cases = [
    ['ecs', ecs, 'ListTasks', '/', { 'x-amz-target': 'AmazonEC2ContainerServiceV20141113.ListTasks' }, '{}'],
    ['sqs', sqs, 'ListQueues', '/', FORM, 'Action=ListQueues&Version=2012-11-05'],
    ['lambda', lambda, 'ListFunctions', '/2015-03-31/functions/', {}, undefined],
  ] as const;
  for (const [service, schemas, operation, path, headers, body] of cases) {
    const { kernel, calls } = await fakeCloud(service, schemas, { [operation]: () => ({}) });
    const answer = await kernel.network.fetch({
      method: body === undefined ? 'GET' : 'POST',
      url: `http://localhost:4566${path}`,
      headers,
      body: Buffer.from(body ?? ''),
    });
    expect([service, answer.status, calls.length]).toEqual([service, 200, 1]);
    expect(calls[0]!.call.region).toBe('eu-west-1');
  }
});

test('a presigned query is answered', async () => {
  const { kernel, calls } = await fakeCloud('sqs', sqs, { ListQueues: () => ({ QueueUrls: ['http://q'] }) });
  const credential = encodeURIComponent('555566667777/20260101/us-east-2/sqs/aws4_request');
  const answer = await kernel.network.fetch({
    method: 'GET',
    url: `http://localhost:4566/?Action=ListQueues&Version=2012-11-05&QueueNamePrefix=a&X-Amz-Credential=${credential}`,
    headers: {},
    body: Buffer.from(''),
  });
  expect(Buffer.from(answer.body).toString()).toContain(
    '<ListQueuesResult><QueueUrl>http://q</QueueUrl></ListQueuesResult>',
  );
  expect(calls[0]!).toMatchObject({ input: { QueueNamePrefix: 'a' }, call: { account: '555566667777' } });
});

test("SQS still speaks the old query protocol, at the queue's own URL", async () => {
  const { kernel, calls } = await fakeCloud('sqs', sqs, {
    ReceiveMessage: () => ({
      Messages: [{ MessageId: 'm', Body: 'a<b', Attributes: { SentTimestamp: '1', SenderId: 's' } }],
    }),
  });
  const answer = await kernel.network.fetch({
    method: 'POST',
    url: 'http://localhost:4566/111122223333/queue',
    headers: FORM,
    body: Buffer.from(
      'Action=ReceiveMessage&Version=2012-11-05&MaxNumberOfMessages=3&AttributeName.1=All&AttributeName.2=X',
    ),
  });
  expect(calls[0]!.input).toEqual({
    QueueUrl: 'http://localhost:4566/111122223333/queue',
    MaxNumberOfMessages: 3,
    AttributeNames: ['All', 'X'],
  });
  const text = Buffer.from(answer.body).toString();
  expect(text).toContain('<Message><MessageId>m</MessageId>');
  expect(text).toContain('<Attribute><Name>SentTimestamp</Name><Value>1</Value></Attribute>');
  expect(text).toContain('<Body>a&lt;b</Body>');
});

test('CloudWatch speaks CBOR and query beside JSON', async () => {
  const { kernel, calls } = await fakeCloud('monitoring', cloudwatch, {
    DescribeAlarms: () => ({ MetricAlarms: [{ AlarmName: 'a', StateUpdatedTimestamp: new Date(1_700_000_000_000) }] }),
  });
  const overCbor = await kernel.network.fetch({
    method: 'POST',
    url: 'http://localhost:4566/service/GraniteServiceVersion20100801/operation/DescribeAlarms',
    headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
    body: cbor.serialize({ AlarmNames: ['a'], MaxRecords: 5 }),
  });
  expect(calls[0]!.input).toEqual({ AlarmNames: ['a'], MaxRecords: 5 });
  expect(cbor.deserialize(overCbor.body)).toMatchObject({
    MetricAlarms: [{ AlarmName: 'a', StateUpdatedTimestamp: { tag: 1, value: 1_700_000_000 } }],
  });
  const overQuery = await kernel.network.fetch({
    method: 'POST',
    url: 'http://localhost:4566/',
    headers: FORM,
    body: Buffer.from('Action=DescribeAlarms&Version=2010-08-01&AlarmNames.member.1=a'),
  });
  expect(calls[1]!.input).toEqual({ AlarmNames: ['a'] });
  expect(Buffer.from(overQuery.body).toString()).toContain('<MetricAlarms><member><AlarmName>a</AlarmName>');
});

test('the health page tells what is there', async () => {
  const { kernel, endpoint } = await fakeCloud('ecs', ecs, {});
  const page = (path: string) =>
    kernel.network.fetch({ method: 'GET', url: `${endpoint}${path}`, headers: {}, body: new Uint8Array() });
  const health = JSON.parse(Buffer.from((await page('/_cloud/health')).body).toString());
  expect(health).toMatchObject({ services: ['ecs'], modelledTime: '2026-01-05T09:00:00.000Z', clock: 'virtual' });
  expect((await page('/_cloud/nothing')).status).toBe(404);
});
