import type {
  ConfirmSubscriptionCommandInput,
  GetSubscriptionAttributesCommandInput,
  ListSubscriptionsByTopicCommandInput,
  ListSubscriptionsCommandInput,
  SetSubscriptionAttributesCommandInput,
  SubscribeCommandInput,
  UnsubscribeCommandInput,
} from '@aws-sdk/client-sns';
import { AwsError } from '../../kernel/errors.ts';
import { page } from '../../kernel/page.ts';
import type { Call, Operation } from '../../kernel/service.ts';
import { confirmOverHttp } from './delivery.ts';
import { filterOf } from './subscription-filter.ts';
import { findSubscription, findTopic, type Subscription, topics } from './topic-store.ts';

const SUBSCRIPTIONS_PER_PAGE_MAX = 100;
const PROTOCOLS = new Set(['sqs', 'lambda', 'http', 'https', 'email', 'email-json']);

export const subscriptionOperations: Readonly<Record<string, Operation>> = {
  Subscribe: subscribe,
  ConfirmSubscription: confirmSubscription,
  Unsubscribe: unsubscribe,
  ListSubscriptions: listSubscriptions,
  ListSubscriptionsByTopic: listSubscriptionsByTopic,
  GetSubscriptionAttributes: getSubscriptionAttributes,
  SetSubscriptionAttributes: setSubscriptionAttributes,
};

/** Queues and functions are subscribed at once; HTTP endpoints and email addresses must confirm. */
export function subscribe(input: SubscribeCommandInput, call: Call) {
  const topic = findTopic(input.TopicArn, call);
  const { Protocol, Endpoint } = input;
  if (!PROTOCOLS.has(Protocol!)) {
    throw new AwsError(
      'InvalidParameter',
      `Invalid parameter: Amazon SNS does not support this protocol string here: ${Protocol}`,
    );
  }
  const attributes = (input.Attributes ?? {}) as Record<string, string>;
  filterOf(attributes);
  const known = [...topic.subscriptions.values()].find(
    ({ protocol, endpoint }) => protocol === Protocol && endpoint === Endpoint,
  );
  if (known !== undefined) return { SubscriptionArn: known.isConfirmed ? known.arn : 'pending confirmation' };
  const subscription: Subscription = {
    arn: `${topic.arn}:${call.kernel.random.uuid()}`,
    topicArn: topic.arn,
    protocol: Protocol!,
    endpoint: Endpoint!,
    token: call.kernel.random.hex(64),
    attributes,
    isConfirmed: Protocol === 'sqs' || Protocol === 'lambda',
  };
  topic.subscriptions.set(subscription.arn, subscription);
  if (Protocol!.startsWith('http')) call.kernel.background(confirmOverHttp(subscription, call.kernel));
  const isShown = subscription.isConfirmed || input.ReturnSubscriptionArn === true;
  return { SubscriptionArn: isShown ? subscription.arn : 'pending confirmation' };
}

function confirmSubscription(input: ConfirmSubscriptionCommandInput, call: Call) {
  const topic = findTopic(input.TopicArn, call);
  const subscription = [...topic.subscriptions.values()].find(({ token }) => token === input.Token);
  if (subscription === undefined) throw new AwsError('InvalidParameter', 'Invalid parameter: Token');
  subscription.isConfirmed = true;
  return { SubscriptionArn: subscription.arn };
}

/** Unsubscribing an unknown subscription succeeds, as on AWS. */
export function unsubscribe(input: UnsubscribeCommandInput, call: Call) {
  const [topicName] = input.SubscriptionArn!.split(':').slice(5);
  topics(call.kernel, call).get(topicName!)?.subscriptions.delete(input.SubscriptionArn!);
  return {};
}

function listSubscriptions(input: ListSubscriptionsCommandInput, call: Call) {
  const all = [...topics(call.kernel, call).values()].flatMap((topic) => [...topic.subscriptions.values()]);
  return subscriptionPage(all, input.NextToken);
}

function listSubscriptionsByTopic(input: ListSubscriptionsByTopicCommandInput, call: Call) {
  return subscriptionPage([...findTopic(input.TopicArn, call).subscriptions.values()], input.NextToken);
}

function subscriptionPage(subscriptions: Subscription[], token: string | undefined) {
  const { items, nextToken } = page(subscriptions, { limit: SUBSCRIPTIONS_PER_PAGE_MAX, token });
  return {
    Subscriptions: items.map(({ arn, topicArn, protocol, endpoint, isConfirmed }) => ({
      SubscriptionArn: isConfirmed ? arn : 'PendingConfirmation',
      Owner: topicArn.split(':')[4],
      Protocol: protocol,
      Endpoint: endpoint,
      TopicArn: topicArn,
    })),
    NextToken: nextToken,
  };
}

function getSubscriptionAttributes(input: GetSubscriptionAttributesCommandInput, call: Call) {
  const subscription = findSubscription(input.SubscriptionArn, call);
  return {
    Attributes: {
      SubscriptionArn: subscription.arn,
      TopicArn: subscription.topicArn,
      Owner: subscription.topicArn.split(':')[4],
      Protocol: subscription.protocol,
      Endpoint: subscription.endpoint,
      PendingConfirmation: String(!subscription.isConfirmed),
      RawMessageDelivery: 'false',
      ...subscription.attributes,
    },
  };
}

export function setSubscriptionAttributes(input: SetSubscriptionAttributesCommandInput, call: Call) {
  const subscription = findSubscription(input.SubscriptionArn, call);
  const { [input.AttributeName!]: _old, ...others } = subscription.attributes;
  const attributes = input.AttributeValue ? { ...others, [input.AttributeName!]: input.AttributeValue } : others;
  filterOf(attributes);
  subscription.attributes = attributes;
  return {};
}
