import { afterEach, describe, expect, it } from 'vitest';
import { sqs } from '../../../src/cloud/services/sqs/index.ts';
import { functionCloud, stopClouds } from './function-cloud.ts';

afterEach(stopClouds);

const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:work';
const FAILS =
  'exports.handler = async (event) => { console.log("attempt"); if (event.bad) throw new Error("no"); return 1; };';

async function cloudWithQueue() {
  const cloud = functionCloud({}, [sqs]);
  const queue = <T = Record<string, string>>(operation: string, input: object) =>
    cloud.call<T>(operation, input, 'sqs');
  const { QueueUrl } = await queue('CreateQueue', { QueueName: 'work', Attributes: { VisibilityTimeout: '30' } });
  const sleep = (seconds: number) => cloud.kernel.clock.drive(cloud.kernel.clock.sleep(seconds));
  const send = (...bodies: string[]) =>
    queue('SendMessageBatch', {
      QueueUrl,
      Entries: bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody })),
    });
  const depth = async () => {
    const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'];
    const { Attributes } = await queue<{ Attributes: Record<string, string> }>('GetQueueAttributes', {
      QueueUrl,
      AttributeNames: names,
    });
    return names.reduce((sum, name) => sum + Number(Attributes[name]), 0);
  };
  const count = async (name: string, text: string) =>
    (await cloud.logs(name).catch(() => [])).filter((line) => line.includes(text)).length;
  return { ...cloud, queue, QueueUrl, sleep, send, depth, count };
}

describe('an asynchronous invocation', () => {
  it('is retried after one and after two more minutes, then goes to the dead-letter queue', async () => {
    const { create, invoke, sleep, queue, QueueUrl, count } = await cloudWithQueue();
    await create('f', FAILS, { DeadLetterConfig: { TargetArn: QUEUE } });
    expect(await invoke('f', { bad: true }, { InvocationType: 'Event' })).toEqual({
      StatusCode: 202,
      result: undefined,
    });
    await sleep(30);
    expect(await count('f', 'attempt')).toBe(1);
    await sleep(60);
    expect(await count('f', 'attempt')).toBe(2);
    await sleep(120);
    expect(await count('f', 'attempt')).toBe(3);
    const { Messages } = await queue<{ Messages: { Body: string; MessageAttributes: object }[] }>('ReceiveMessage', {
      QueueUrl,
      MessageAttributeNames: ['All'],
    });
    expect(Messages).toMatchObject([
      { Body: '{"bad":true}', MessageAttributes: { ErrorMessage: { StringValue: 'no' } } },
    ]);
  });

  it('reports to its destinations', async () => {
    const { call, create, invoke, sleep, queue, QueueUrl } = await cloudWithQueue();
    await create('f', FAILS);
    await call('PutFunctionEventInvokeConfig', {
      FunctionName: 'f',
      MaximumRetryAttempts: 0,
      DestinationConfig: { OnSuccess: { Destination: QUEUE }, OnFailure: { Destination: QUEUE } },
    });
    await invoke('f', { bad: true }, { InvocationType: 'Event' });
    await invoke('f', { bad: false }, { InvocationType: 'Event' });
    await sleep(10);
    const { Messages } = await queue<{ Messages: { Body: string }[] }>('ReceiveMessage', {
      QueueUrl,
      MaxNumberOfMessages: 10,
    });
    const records = Messages.map(({ Body }) => JSON.parse(Body)).sort((a, b) =>
      a.requestPayload.bad ? -1 : b.requestPayload.bad ? 1 : 0,
    );
    expect(records).toMatchObject([
      {
        requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 1 },
        responsePayload: { errorMessage: 'no' },
      },
      { requestContext: { condition: 'Success' }, responsePayload: 1 },
    ]);
  });
});

describe('an event source mapping', () => {
  it('feeds a function from a queue and deletes what it has dealt with', async () => {
    const { call, create, sleep, send, depth, logs } = await cloudWithQueue();
    await create(
      'f',
      'exports.handler = async ({ Records }) => console.log("got " + Records.map((r) => r.body + r.eventSource).join());',
    );
    await call('CreateEventSourceMapping', { FunctionName: 'f', EventSourceArn: QUEUE });
    await send('a', 'b');
    await sleep(5);
    expect((await logs('f')).filter((line) => line.includes('got')).join()).toMatch(/got aaws:sqs,baws:sqs/);
    expect(await depth()).toBe(0);
  });

  it('leaves the messages that the function reports as failed', async () => {
    const { call, create, sleep, send, depth, count } = await cloudWithQueue();
    const code = `exports.handler = async ({ Records }) => {
      for (const { body } of Records) console.log('seen ' + body);
      return { batchItemFailures: Records.filter(({ body }) => body === 'bad').map(({ messageId }) => ({ itemIdentifier: messageId })) };
    };`;
    await create('f', code);
    await call('CreateEventSourceMapping', {
      FunctionName: 'f',
      EventSourceArn: QUEUE,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    await send('good', 'bad');
    await sleep(5);
    expect(await depth()).toBe(1);
    await sleep(40);
    expect([await count('f', 'seen good'), await count('f', 'seen bad')]).toEqual([1, 2]);
  });

  it('shows a batch again after a failure and the visibility timeout', async () => {
    const { call, create, sleep, send, depth, count } = await cloudWithQueue();
    await create(
      'f',
      'let n = 0; exports.handler = async () => { console.log("attempt"); if (n++ === 0) throw new Error("no"); };',
    );
    await call('CreateEventSourceMapping', { FunctionName: 'f', EventSourceArn: QUEUE });
    await send('a');
    await sleep(25);
    expect([await count('f', 'attempt'), await depth()]).toEqual([1, 1]);
    await sleep(15);
    expect([await count('f', 'attempt'), await depth()]).toEqual([2, 0]);
  });

  it('gathers messages within its batching window', async () => {
    const { call, create, sleep, send, logs } = await cloudWithQueue();
    await create('f', 'exports.handler = async ({ Records }) => console.log("batch of " + Records.length);');
    await call('CreateEventSourceMapping', {
      FunctionName: 'f',
      EventSourceArn: QUEUE,
      BatchSize: 50,
      MaximumBatchingWindowInSeconds: 10,
    });
    await send('a', 'b');
    await sleep(4);
    await send('c');
    await sleep(20);
    expect((await logs('f')).filter((line) => line.includes('batch of')).map((line) => line.trim().at(-1))).toEqual([
      '3',
    ]);
  });

  it('stands still while it is disabled', async () => {
    const { call, create, sleep, send, depth, count } = await cloudWithQueue();
    await create('f', 'exports.handler = async () => console.log("ran");');
    const { UUID } = await call<{ UUID: string }>('CreateEventSourceMapping', {
      FunctionName: 'f',
      EventSourceArn: QUEUE,
      Enabled: false,
    });
    await send('a');
    await sleep(60);
    expect(await depth()).toBe(1);
    await call('UpdateEventSourceMapping', { UUID, Enabled: true });
    await sleep(5);
    expect([await depth(), await count('f', 'ran')]).toEqual([0, 1]);
    await call('DeleteEventSourceMapping', { UUID });
    await sleep(30);
    await send('b');
    await sleep(60);
    expect(await depth()).toBe(1);
  });

  it('is refused for a queue whose messages reappear too early', async () => {
    const { call, create } = await cloudWithQueue();
    await create('f', FAILS, { Timeout: 60 });
    await expect(call('CreateEventSourceMapping', { FunctionName: 'f', EventSourceArn: QUEUE })).rejects.toThrow(
      'Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds',
    );
  });
});
