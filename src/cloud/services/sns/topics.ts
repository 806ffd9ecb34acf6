import type {
  CreateTopicCommandInput,
  DeleteTopicCommandInput,
  GetTopicAttributesCommandInput,
  ListTagsForResourceCommandInput,
  ListTopicsCommandInput,
  SetTopicAttributesCommandInput,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-sns';
import { AwsError } from '../../kernel/errors.ts';
import { page } from '../../kernel/page.ts';
import type { Call, Operation } from '../../kernel/service.ts';
import { findTopic, type Topic, topics } from './topic-store.ts';

const TOPICS_PER_PAGE_MAX = 100;

export const topicOperations: Readonly<Record<string, Operation>> = {
  CreateTopic: createTopic,
  DeleteTopic: deleteTopic,
  ListTopics: listTopics,
  GetTopicAttributes: getTopicAttributes,
  SetTopicAttributes: setTopicAttributes,
  TagResource: tagResource,
  UntagResource: untagResource,
  ListTagsForResource: listTagsForResource,
};

/** Creating an existing topic again answers it. */
export function createTopic(input: CreateTopicCommandInput, call: Call) {
  const name = input.Name!;
  const isFifo = input.Attributes?.FifoTopic === 'true';
  const base = isFifo ? name.replace(/\.fifo$/, '') : name;
  if (!/^[\w-]{1,256}$/.test(base) || (isFifo && base === name)) {
    throw new AwsError('InvalidParameter', 'Invalid parameter: Topic Name');
  }
  const store = topics(call.kernel, call);
  const arn = `arn:aws:sns:${call.region}:${call.account}:${name}`;
  if (!store.has(name)) {
    const topic: Topic = {
      name,
      arn,
      subscriptions: new Map(),
      deduplication: new Map(),
      mails: [],
      attributes: { ...input.Attributes },
      tags: new Map((input.Tags ?? []).map((tag) => [tag.Key!, tag.Value!])),
    };
    store.set(name, topic);
  }
  return { TopicArn: arn };
}

/** Deleting a topic that does not exist succeeds, as on AWS. */
export function deleteTopic(input: DeleteTopicCommandInput, call: Call) {
  topics(call.kernel, call).delete(input.TopicArn!.split(':').at(-1)!);
  return {};
}

function listTopics(input: ListTopicsCommandInput, call: Call) {
  const all = [...topics(call.kernel, call).values()].map(({ arn }) => ({ TopicArn: arn }));
  const { items, nextToken } = page(all, { limit: TOPICS_PER_PAGE_MAX, token: input.NextToken });
  return { Topics: items, NextToken: nextToken };
}

function getTopicAttributes(input: GetTopicAttributesCommandInput, call: Call) {
  const topic = findTopic(input.TopicArn, call);
  const subscriptions = [...topic.subscriptions.values()];
  const owner = topic.arn.split(':')[4]!;
  return {
    Attributes: {
      TopicArn: topic.arn,
      Owner: owner,
      DisplayName: '',
      Policy: defaultPolicy(topic.arn, owner),
      SubscriptionsConfirmed: String(subscriptions.filter(({ isConfirmed }) => isConfirmed).length),
      SubscriptionsPending: String(subscriptions.filter(({ isConfirmed }) => !isConfirmed).length),
      SubscriptionsDeleted: '0',
      ...topic.attributes,
    },
  };
}

/** Allows the owner's account alone. */
function defaultPolicy(arn: string, owner: string): string {
  const Action = ['Publish', 'Subscribe', 'GetTopicAttributes', 'SetTopicAttributes', 'DeleteTopic'].map(
    (name) => `SNS:${name}`,
  );
  const Condition = { StringEquals: { 'AWS:SourceOwner': owner } };
  const statement = {
    Sid: '__default_statement_ID',
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action,
    Resource: arn,
    Condition,
  };
  return JSON.stringify({ Version: '2008-10-17', Id: '__default_policy_ID', Statement: [statement] });
}

export function setTopicAttributes(input: SetTopicAttributesCommandInput, call: Call) {
  const topic = findTopic(input.TopicArn, call);
  if (input.AttributeValue) topic.attributes[input.AttributeName!] = input.AttributeValue;
  else delete topic.attributes[input.AttributeName!];
  return {};
}

function tagResource(input: TagResourceCommandInput, call: Call) {
  const { tags } = findTopic(input.ResourceArn, call);
  for (const tag of input.Tags ?? []) tags.set(tag.Key!, tag.Value!);
  return {};
}

function untagResource(input: UntagResourceCommandInput, call: Call) {
  const { tags } = findTopic(input.ResourceArn, call);
  for (const key of input.TagKeys ?? []) tags.delete(key);
  return {};
}

function listTagsForResource(input: ListTagsForResourceCommandInput, call: Call) {
  return { Tags: [...findTopic(input.ResourceArn, call).tags].map(([Key, Value]) => ({ Key, Value })) };
}
