import type { ResourceType } from '../../../kernel/service.ts';
import { setSubscriptionAttributes, subscribe, unsubscribe } from '../subscriptions.ts';

const ATTRIBUTES = ['DeliveryPolicy', 'FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'RedrivePolicy'];

/** AWS::SNS::Subscription. `Ref` is the subscription's ARN. */
export const subscriptionResource: ResourceType = {
  typeName: 'AWS::SNS::Subscription',
  timing: 'model',
  async create(properties, context) {
    const { TopicArn, Protocol, Endpoint } = properties as Record<string, string>;
    const Attributes = attributesOf(properties);
    const { SubscriptionArn } = subscribe(
      { TopicArn, Protocol, Endpoint, Attributes, ReturnSubscriptionArn: true },
      context,
    );
    return { physicalId: SubscriptionArn, attributes: { Arn: SubscriptionArn } };
  },
  async update(resource, properties, _previous, context) {
    const attributes = attributesOf(properties);
    for (const AttributeName of ATTRIBUTES) {
      const AttributeValue = attributes[AttributeName];
      setSubscriptionAttributes({ SubscriptionArn: resource.physicalId, AttributeName, AttributeValue }, context);
    }
    return resource;
  },
  async delete(resource, _properties, context) {
    unsubscribe({ SubscriptionArn: resource.physicalId }, context);
  },
};

function attributesOf(properties: Record<string, unknown>): Record<string, string> {
  const given = ATTRIBUTES.filter((name) => properties[name] !== undefined);
  return Object.fromEntries(
    given.map((name) => {
      const value = properties[name];
      return [name, typeof value === 'object' ? JSON.stringify(value) : String(value)];
    }),
  );
}
