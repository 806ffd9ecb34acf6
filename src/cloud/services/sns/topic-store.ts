import { AwsError } from '../../kernel/errors.ts';
import type { AccountRegion, Call, Kernel } from '../../kernel/service.ts';

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly token: string;
  /** FilterPolicy, FilterPolicyScope, RawMessageDelivery, RedrivePolicy, ... */
  attributes: Record<string, string>;
  isConfirmed: boolean;
}

export interface Topic {
  readonly name: string;
  readonly arn: string;
  readonly subscriptions: Map<string, Subscription>;
  readonly deduplication: Map<string, { readonly messageId: string; readonly untilMs: number }>;
  /** Emails by recipient, recorded instead of sent. */
  readonly mails: { readonly to: string; readonly subject: string | undefined; readonly text: string }[];
  attributes: Record<string, string>;
  tags: Map<string, string>;
}

export function topics(kernel: Kernel, accountRegion: AccountRegion): Map<string, Topic> {
  return kernel.store('sns', accountRegion, () => new Map<string, Topic>());
}

/** The topic, in the account and region of its ARN; throws NotFound. */
export function findTopic(arn: string | undefined, call: Call): Topic {
  const [, , service, region, account, name] = (arn ?? '').split(':');
  if (service !== 'sns' || name === undefined) {
    throw new AwsError('InvalidParameter', `Invalid parameter: TopicArn Reason: ${arn} is not a topic ARN`);
  }
  const topic = topics(call.kernel, { account: account!, region: region! }).get(name);
  if (topic === undefined) throw new AwsError('NotFound', 'Topic does not exist', 404);
  return topic;
}

export function findSubscription(arn: string | undefined, call: Call): Subscription {
  const topic = findTopic(arn?.split(':').slice(0, 6).join(':'), call);
  const subscription = topic.subscriptions.get(arn!);
  if (subscription === undefined) throw new AwsError('NotFound', 'Subscription does not exist', 404);
  return subscription;
}
