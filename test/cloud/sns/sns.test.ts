import { describe, expect, it } from 'vitest';
import { createKernel } from '../../../src/cloud/kernel/kernel.ts';
import { sns } from '../../../src/cloud/services/sns/index.ts';
import type { Topic } from '../../../src/cloud/services/sns/topic-store.ts';
import { sqs } from '../../../src/cloud/services/sqs/index.ts';

const place = { account: '111122223333', region: 'eu-west-1' };
const TopicArn = 'arn:aws:sns:eu-west-1:111122223333:alerts';
const queueArn = 'arn:aws:sqs:eu-west-1:111122223333:inbox';
const Policy = JSON.stringify({
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Condition: { ArnEquals: { 'aws:SourceArn': TopicArn } },
    },
  ],
});

async function cloud(attributes: Record<string, string> = { Policy }) {
  const kernel = createKernel({ clock: 'virtual', seed: 1 }, [sns, sqs], []);
  const call = <T = Record<string, unknown>>(operation: string, input: object) =>
    kernel.clock.drive(kernel.invoke<T>('sns', operation, input, place));
  await call('CreateTopic', { Name: 'alerts' });
  const { QueueUrl } = await kernel.invoke<{ QueueUrl: string }>(
    'sqs',
    'CreateQueue',
    { QueueName: 'inbox', Attributes: { ...attributes, VisibilityTimeout: '3600' } },
    place,
  );
  const received = async () => {
    await kernel.clock.drive(kernel.clock.sleep(200));
    const answer = kernel.invoke<{ Messages?: { Body: string }[] }>(
      'sqs',
      'ReceiveMessage',
      { QueueUrl, MaxNumberOfMessages: 10 },
      place,
    );
    return ((await kernel.clock.drive(answer)).Messages ?? []).map(({ Body }) => Body);
  };
  return { kernel, call, received };
}

describe('sns', () => {
  it('sends to a queue whose policy lets the topic in, wrapped or raw', async () => {
    const { call, received } = await cloud();
    const { SubscriptionArn } = await call('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: queueArn });
    await call('Publish', { TopicArn, Subject: 'disk', Message: 'full' });
    expect(JSON.parse((await received())[0]!)).toMatchObject({
      Type: 'Notification',
      TopicArn,
      Subject: 'disk',
      Message: 'full',
    });
    await call('SetSubscriptionAttributes', {
      SubscriptionArn,
      AttributeName: 'RawMessageDelivery',
      AttributeValue: 'true',
    });
    await call('Publish', { TopicArn, Message: 'raw' });
    expect(await received()).toEqual(['raw']);
    const closed = await cloud({});
    await closed.call('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: queueArn });
    await closed.call('Publish', { TopicArn, Message: 'full' });
    expect(await closed.received()).toEqual([]);
  });

  it('filters by attributes, or by the body', async () => {
    const { call, received } = await cloud();
    const Attributes = { FilterPolicy: '{"level":["high"]}', RawMessageDelivery: 'true' };
    const { SubscriptionArn } = await call('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: queueArn, Attributes });
    const level = (StringValue: string) => ({ level: { DataType: 'String', StringValue } });
    await call('Publish', { TopicArn, Message: 'one', MessageAttributes: level('low') });
    await call('Publish', { TopicArn, Message: 'two', MessageAttributes: level('high') });
    expect(await received()).toEqual(['two']);
    await call('SetSubscriptionAttributes', {
      SubscriptionArn,
      AttributeName: 'FilterPolicyScope',
      AttributeValue: 'MessageBody',
    });
    await call('Publish', { TopicArn, Message: '{"level":"high"}' });
    await call('Publish', { TopicArn, Message: '{"level":"low"}' });
    expect(await received()).toEqual(['{"level":"high"}']);
  });

  it('posts to a web address only once it has confirmed, and tries again', async () => {
    const { kernel, call } = await cloud();
    const posts: { type: string | undefined; body: Record<string, string> }[] = [];
    let failures = 0;
    kernel.network.register('hooks.example.com', 443, async ({ headers, body }) => {
      posts.push({ type: headers['x-amz-sns-message-type'], body: JSON.parse(Buffer.from(body).toString()) });
      return { status: failures-- > 0 ? 500 : 200, headers: {}, body: new Uint8Array() };
    });
    await call('Subscribe', { TopicArn, Protocol: 'https', Endpoint: 'https://hooks.example.com/a' });
    await kernel.clock.drive(kernel.clock.sleep(60));
    await call('Publish', { TopicArn, Message: 'early' });
    await call('ConfirmSubscription', { TopicArn, Token: posts[0]!.body.Token });
    failures = 1;
    await call('Publish', { TopicArn, Message: 'hello' });
    await kernel.clock.drive(kernel.clock.sleep(200));
    expect(posts.map(({ type, body }) => [type, body.Message])).toEqual([
      ['SubscriptionConfirmation', `You have chosen to subscribe to the topic ${TopicArn}.`],
      ['Notification', 'hello'],
      ['Notification', 'hello'],
    ]);
  });

  it('records mails', async () => {
    const { kernel, call, received } = await cloud();
    await call('Subscribe', { TopicArn, Protocol: 'email', Endpoint: 'ops@example.com' });
    await call('Publish', { TopicArn, Subject: 'disk', Message: 'full' });
    await received();
    const topic = kernel.store<Map<string, Topic>>('sns', place, () => new Map()).get('alerts');
    expect(topic?.mails).toEqual([{ to: 'ops@example.com', subject: 'disk', text: 'full' }]);
  });

  it('refuses an unknown topic, protocol and filter', async () => {
    const { call } = await cloud();
    await expect(call('Publish', { TopicArn: `${TopicArn}-2`, Message: 'x' })).rejects.toMatchObject({
      code: 'NotFound',
    });
    await expect(call('Subscribe', { TopicArn, Protocol: 'fax', Endpoint: '1' })).rejects.toMatchObject({
      code: 'InvalidParameter',
    });
    const Attributes = { FilterPolicy: '{"level":"high"}' };
    await expect(
      call('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: queueArn, Attributes }),
    ).rejects.toMatchObject({
      code: 'InvalidParameter',
    });
  });
});
