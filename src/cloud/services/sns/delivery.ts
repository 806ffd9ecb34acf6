import type { MessageAttributeValue } from '@aws-sdk/client-sns';
import { AwsError } from '../../kernel/errors.ts';
import { allowsService } from '../../kernel/resource-policy.ts';
import type { AccountRegion, Kernel } from '../../kernel/service.ts';
import type { Subscription, Topic } from './topic-store.ts';

export interface OutgoingMessage {
  readonly id: string;
  readonly body: string;
  readonly subject: string | undefined;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  readonly groupId: string | undefined;
}

interface Delivery {
  readonly topic: Topic;
  readonly subscription: Subscription;
  readonly message: OutgoingMessage;
}

/** HTTP endpoints are retried; a queue or function that refuses is not. */
const HTTP_ATTEMPTS_MAX = 4;
const HTTP_RETRY_SECONDS = 20;

/** Delivers one message to one subscription; an undeliverable one goes to the subscription's redrive queue. */
export async function deliver(delivery: Delivery, kernel: Kernel): Promise<void> {
  await kernel.clock.sleep(kernel.durations.seconds('event delivery'));
  try {
    await send(delivery, kernel);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    await bury(delivery, kernel);
  }
}

/** Requests an HTTP endpoint's confirmation, by ConfirmSubscription or by fetching the SubscribeURL. */
export async function confirmOverHttp(subscription: Subscription, kernel: Kernel): Promise<void> {
  const body = {
    Type: 'SubscriptionConfirmation',
    MessageId: kernel.random.uuid(),
    Token: subscription.token,
    TopicArn: subscription.topicArn,
    Message: `You have chosen to subscribe to the topic ${subscription.topicArn}.`,
    Timestamp: new Date(kernel.clock.now()).toISOString(),
  };
  await kernel.clock.sleep(kernel.durations.seconds('event delivery'));
  await post(subscription, { type: 'SubscriptionConfirmation', body: JSON.stringify(body) }, kernel).catch(
    (error: unknown) => {
      if (!(error instanceof AwsError)) throw error;
    },
  );
}

async function send(delivery: Delivery, kernel: Kernel): Promise<void> {
  const { topic, subscription, message } = delivery;
  switch (subscription.protocol) {
    case 'sqs':
      return toQueue(delivery, kernel);
    case 'lambda':
      return toFunction(delivery, kernel);
    case 'http':
    case 'https': {
      const isRaw = subscription.attributes.RawMessageDelivery === 'true';
      const body = isRaw ? message.body : JSON.stringify(notification(delivery, kernel));
      return post(subscription, { type: 'Notification', body }, kernel);
    }
    default:
      topic.mails.push({ to: subscription.endpoint, subject: message.subject, text: message.body });
  }
}

async function toQueue(delivery: Delivery, kernel: Kernel): Promise<void> {
  const { topic, subscription, message } = delivery;
  const accountRegion = accountRegionOf(subscription.endpoint);
  const QueueName = subscription.endpoint.split(':').at(-1)!;
  const { QueueUrl } = await kernel.invoke<{ QueueUrl: string }>('sqs', 'GetQueueUrl', { QueueName }, accountRegion);
  const { Attributes } = await kernel.invoke<{ Attributes?: Record<string, string> }>(
    'sqs',
    'GetQueueAttributes',
    { QueueUrl, AttributeNames: ['Policy'] },
    accountRegion,
  );
  checkPolicy(Attributes?.Policy, { action: 'sqs:SendMessage', topic });
  const isRaw = subscription.attributes.RawMessageDelivery === 'true';
  await kernel.invoke(
    'sqs',
    'SendMessage',
    {
      QueueUrl,
      MessageBody: isRaw ? message.body : JSON.stringify(notification(delivery, kernel)),
      ...(isRaw && { MessageAttributes: message.attributes }),
      ...(message.groupId && { MessageGroupId: message.groupId, MessageDeduplicationId: message.id }),
    },
    accountRegion,
  );
}

async function toFunction(delivery: Delivery, kernel: Kernel): Promise<void> {
  const { topic, subscription } = delivery;
  const accountRegion = accountRegionOf(subscription.endpoint);
  const FunctionName = subscription.endpoint;
  const policy = await kernel
    .invoke<{ Policy?: string }>('lambda', 'GetPolicy', { FunctionName }, accountRegion)
    .catch((error: unknown) => {
      if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return { Policy: undefined };
      throw error;
    });
  checkPolicy(policy.Policy, { action: 'lambda:InvokeFunction', topic });
  const { Type: _type, ...rest } = notification(delivery, kernel);
  const record = {
    EventSource: 'aws:sns',
    EventVersion: '1.0',
    EventSubscriptionArn: subscription.arn,
    Sns: { Type: 'Notification', Subject: null, MessageAttributes: {}, ...rest },
  };
  const Payload = Buffer.from(JSON.stringify({ Records: [record] }));
  await kernel.invoke('lambda', 'Invoke', { FunctionName, InvocationType: 'Event', Payload }, accountRegion);
}

function checkPolicy(policy: string | undefined, { action, topic }: { action: string; topic: Topic }): void {
  const [, , , , sourceAccount] = topic.arn.split(':');
  const access = { service: 'sns.amazonaws.com', action, sourceArn: topic.arn, sourceAccount: sourceAccount! };
  if (!allowsService(policy, access))
    throw new AwsError('AuthorizationError', `${topic.arn} may not call ${action}.`, 403);
}

async function post(
  subscription: Subscription,
  message: { type: string; body: string },
  kernel: Kernel,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const status = await statusOf(subscription, message, kernel);
    if (status >= 200 && status < 300) return;
    if (attempt === HTTP_ATTEMPTS_MAX)
      throw new AwsError('EndpointFailed', `${subscription.endpoint} answered ${status}.`);
    await kernel.clock.sleep(HTTP_RETRY_SECONDS);
  }
}

async function statusOf(subscription: Subscription, message: { type: string; body: string }, kernel: Kernel) {
  try {
    const answer = await kernel.network.fetch({
      method: 'POST',
      url: subscription.endpoint,
      headers: {
        'content-type': 'text/plain; charset=UTF-8',
        'x-amz-sns-message-type': message.type,
        'x-amz-sns-topic-arn': subscription.topicArn,
        'x-amz-sns-subscription-arn': subscription.arn,
      },
      body: Buffer.from(message.body),
    });
    return answer.status;
  } catch {
    // An endpoint that does not answer counts as a failure.
    return 503;
  }
}

function notification({ topic, message }: Delivery, kernel: Kernel) {
  const attributes = Object.entries(message.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => {
    const Value = StringValue ?? Buffer.from(BinaryValue ?? []).toString('base64');
    return [name, { Type: DataType, Value }];
  });
  return {
    Type: 'Notification',
    MessageId: message.id,
    TopicArn: topic.arn,
    ...(message.subject !== undefined && { Subject: message.subject }),
    Message: message.body,
    Timestamp: new Date(kernel.clock.now()).toISOString(),
    ...(attributes.length > 0 && { MessageAttributes: Object.fromEntries(attributes) }),
  };
}

async function bury(delivery: Delivery, kernel: Kernel): Promise<void> {
  const policy = delivery.subscription.attributes.RedrivePolicy;
  if (policy === undefined) return;
  const arn = (JSON.parse(policy) as { deadLetterTargetArn: string }).deadLetterTargetArn;
  const subscription = { ...delivery.subscription, endpoint: arn };
  try {
    await toQueue({ ...delivery, subscription }, kernel);
  } catch (error) {
    // Without a redrive queue that allows the topic the message is lost, as on AWS.
    if (!(error instanceof AwsError)) throw error;
  }
}

function accountRegionOf(arn: string): AccountRegion {
  const [, , , region, account] = arn.split(':');
  return { account: account!, region: region! };
}
