import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { subscribe } from '../subscriptions.ts';
import { findTopic } from '../topic-store.ts';
import { createTopic, deleteTopic } from '../topics.ts';

const NAME_LENGTH_MAX = 256;
const NOT_ATTRIBUTES = new Set(['TopicName', 'Subscription', 'Tags', 'DeliveryStatusLogging']);

/** AWS::SNS::Topic. `Ref` is the topic's ARN. */
export const topicResource: ResourceType = {
  typeName: 'AWS::SNS::Topic',
  timing: 'model',
  async create(properties, context) {
    const suffix = String(properties.FifoTopic) === 'true' ? '.fifo' : '';
    const Name = String(properties.TopicName ?? `${context.physicalName(NAME_LENGTH_MAX - suffix.length)}${suffix}`);
    const { TopicArn } = createTopic({ Name, Attributes: suffix === '' ? {} : { FifoTopic: 'true' } }, context);
    return apply(TopicArn, properties, context);
  },
  async update(resource, properties, _previous, context) {
    return apply(resource.physicalId, properties, context);
  },
  async delete(resource, _properties, context) {
    deleteTopic({ TopicArn: resource.physicalId }, context);
  },
};

/** The policy is a separate resource and does not change. */
function apply(TopicArn: string, properties: Record<string, unknown>, context: ResourceContext) {
  const topic = findTopic(TopicArn, context);
  const { Policy } = topic.attributes;
  const attributes = Object.entries(properties)
    .filter(([name]) => !NOT_ATTRIBUTES.has(name))
    .map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]);
  topic.attributes = { ...Object.fromEntries(attributes), ...(Policy !== undefined && { Policy }) };
  topic.tags = new Map(Object.entries(context.tags));
  for (const { Protocol, Endpoint } of (properties.Subscription as Record<string, string>[] | undefined) ?? []) {
    subscribe({ TopicArn, Protocol, Endpoint }, context);
  }
  return { physicalId: TopicArn, attributes: { TopicArn, TopicName: topic.name } };
}
