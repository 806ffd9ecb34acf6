import { describe, expect, it } from 'vitest';
import { createKernel } from '../../../src/cloud/kernel/kernel.ts';
import { sqs } from '../../../src/cloud/services/sqs/index.ts';

const place = { account: '111122223333', region: 'eu-west-1' };

interface Received {
  MessageId: string;
  Body: string;
  ReceiptHandle: string;
  Attributes: Record<string, string>;
}

function cloud() {
  const kernel = createKernel({ clock: 'virtual', seed: 1 }, [sqs], []);
  const startMs = kernel.clock.now();
  const call = <T = Record<string, unknown>>(operation: string, input: object) =>
    kernel.clock.drive(kernel.invoke<T>('sqs', operation, input, place));
  const receive = async (QueueUrl: string, input: object = {}) => {
    const { Messages } = await call<{ Messages?: Received[] }>('ReceiveMessage', {
      QueueUrl,
      AttributeNames: ['All'],
      ...input,
    });
    return Messages ?? [];
  };
  const create = async (QueueName: string, Attributes: Record<string, string> = {}) =>
    (await call<{ QueueUrl: string }>('CreateQueue', { QueueName, Attributes })).QueueUrl;
  return { kernel, call, receive, create, seconds: () => (kernel.clock.now() - startMs) / 1000 };
}

describe('sqs', () => {
  it('answers a URL with account and name, and the same queue when asked again', async () => {
    const { call, create } = cloud();
    expect(await create('orders')).toBe('http://localhost:4566/111122223333/orders');
    expect(await create('orders')).toBe('http://localhost:4566/111122223333/orders');
    await expect(create('orders', { VisibilityTimeout: '5' })).rejects.toMatchObject({ code: 'QueueNameExists' });
    await expect(call('GetQueueUrl', { QueueName: 'others' })).rejects.toMatchObject({ code: 'QueueDoesNotExist' });
  });

  it('gives digests that SDK clients accept', async () => {
    const { call, create } = cloud();
    const sent = await call('SendMessage', {
      QueueUrl: await create('orders'),
      MessageBody: 'hello',
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'greeting' } },
    });
    expect(sent.MD5OfMessageBody).toBe('5d41402abc4b2a76b9719d911017c592');
    expect(sent.MD5OfMessageAttributes).toMatch(/^[0-9a-f]{32}$/);
  });

  it('hides a received message until its visibility timeout is over', async () => {
    const { call, create, receive, kernel } = cloud();
    const QueueUrl = await create('orders', { VisibilityTimeout: '30' });
    await call('SendMessage', { QueueUrl, MessageBody: 'one' });
    expect(await receive(QueueUrl)).toHaveLength(1);
    expect(await receive(QueueUrl)).toHaveLength(0);
    await kernel.clock.drive(kernel.clock.sleep(30));
    const [again] = await receive(QueueUrl);
    expect(again!.Attributes.ApproximateReceiveCount).toBe('2');
    await call('DeleteMessage', { QueueUrl, ReceiptHandle: again!.ReceiptHandle });
    await kernel.clock.drive(kernel.clock.sleep(60));
    expect(await receive(QueueUrl)).toHaveLength(0);
  });

  it('wakes a long poll when a message arrives, and ends it when none does', async () => {
    const { call, create, receive, kernel, seconds } = cloud();
    const QueueUrl = await create('orders');
    kernel.clock.after(7, () => {
      void kernel.invoke('sqs', 'SendMessage', { QueueUrl, MessageBody: 'late' }, place);
    });
    const [message] = await receive(QueueUrl, { WaitTimeSeconds: 20, VisibilityTimeout: 3 });
    expect([message!.Body, seconds()]).toEqual(['late', 7]);
    expect(await receive(QueueUrl, { WaitTimeSeconds: 20, VisibilityTimeout: 0 })).toHaveLength(1);
    expect(seconds()).toBe(10);
    await call('PurgeQueue', { QueueUrl });
    expect(await receive(QueueUrl, { WaitTimeSeconds: 20 })).toHaveLength(0);
    expect(seconds()).toBe(30);
  });

  it('moves a message that was received too often to the dead-letter queue', async () => {
    const { call, create, receive } = cloud();
    const dead = await create('dead');
    const deadLetterTargetArn = 'arn:aws:sqs:eu-west-1:111122223333:dead';
    const QueueUrl = await create('orders', {
      VisibilityTimeout: '0',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 }),
    });
    await call('SendMessage', { QueueUrl, MessageBody: 'poison' });
    expect(
      [await receive(QueueUrl), await receive(QueueUrl), await receive(QueueUrl)].map((list) => list.length),
    ).toEqual([1, 1, 0]);
    expect((await receive(dead))[0]).toMatchObject({ Body: 'poison' });
    expect(await call('ListDeadLetterSourceQueues', { QueueUrl: dead })).toMatchObject({ queueUrls: [QueueUrl] });
    await expect(
      create('third', {
        RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:111122223333:none","maxReceiveCount":1}',
      }),
    ).rejects.toMatchObject({ code: 'InvalidParameterValue' });
  });

  it('keeps the order of a FIFO group, and holds it back while a message of it is in flight', async () => {
    const { call, create, receive } = cloud();
    const QueueUrl = await create('orders.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' });
    const send = (MessageBody: string, MessageGroupId: string) =>
      call('SendMessage', { QueueUrl, MessageBody, MessageGroupId });
    await send('a1', 'a');
    await send('a2', 'a');
    await send('b1', 'b');
    await send('a1', 'a');
    const [first] = await receive(QueueUrl);
    expect(first!.Body).toBe('a1');
    expect((await receive(QueueUrl, { MaxNumberOfMessages: 10 })).map(({ Body }) => Body)).toEqual(['b1']);
    await call('DeleteMessage', { QueueUrl, ReceiptHandle: first!.ReceiptHandle });
    expect((await receive(QueueUrl, { MaxNumberOfMessages: 10 })).map(({ Body }) => Body)).toEqual(['a2']);
    await expect(call('SendMessage', { QueueUrl, MessageBody: 'x' })).rejects.toMatchObject({
      code: 'MissingParameter',
    });
  });

  it('answers for each entry of a batch by itself', async () => {
    const { call, create } = cloud();
    const QueueUrl = await create('orders');
    const answer = await call<{ Successful: object[]; Failed: object[] }>('SendMessageBatch', {
      QueueUrl,
      Entries: [
        { Id: 'one', MessageBody: 'hello' },
        { Id: 'two', MessageBody: 'hello', DelaySeconds: 901 },
      ],
    });
    expect(answer.Successful).toMatchObject([{ Id: 'one' }]);
    expect(answer.Failed).toMatchObject([{ Id: 'two', SenderFault: true, Code: 'InvalidParameterValue' }]);
    const twice = {
      QueueUrl,
      Entries: [
        { Id: 'one', MessageBody: 'a' },
        { Id: 'one', MessageBody: 'b' },
      ],
    };
    await expect(call('SendMessageBatch', twice)).rejects.toMatchObject({ code: 'BatchEntryIdsNotDistinct' });
  });

  it('refuses a message over its limit and counts what it has', async () => {
    const { call, create, receive } = cloud();
    const QueueUrl = await create('orders', { MaximumMessageSize: '1024' });
    await expect(call('SendMessage', { QueueUrl, MessageBody: 'x'.repeat(1025) })).rejects.toMatchObject({
      code: 'InvalidParameterValue',
    });
    await call('SendMessage', { QueueUrl, MessageBody: 'x'.repeat(1024) });
    await call('SendMessage', { QueueUrl, MessageBody: 'later', DelaySeconds: 60 });
    await call('SendMessage', { QueueUrl, MessageBody: 'now' });
    await receive(QueueUrl);
    expect(await call('GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] })).toMatchObject({
      Attributes: {
        ApproximateNumberOfMessages: '1',
        ApproximateNumberOfMessagesNotVisible: '1',
        ApproximateNumberOfMessagesDelayed: '1',
        QueueArn: 'arn:aws:sqs:eu-west-1:111122223333:orders',
      },
    });
  });

  it('refuses a handle that is none, and a visibility change of what is not in flight', async () => {
    const { call, create, receive, kernel } = cloud();
    const QueueUrl = await create('orders');
    await expect(call('DeleteMessage', { QueueUrl, ReceiptHandle: 'nonsense' })).rejects.toMatchObject({
      code: 'ReceiptHandleIsInvalid',
    });
    await call('SendMessage', { QueueUrl, MessageBody: 'one' });
    const [message] = await receive(QueueUrl);
    await kernel.clock.drive(kernel.clock.sleep(31));
    await expect(
      call('ChangeMessageVisibility', { QueueUrl, ReceiptHandle: message!.ReceiptHandle, VisibilityTimeout: 10 }),
    ).rejects.toMatchObject({ code: 'MessageNotInflight' });
  });
});
