import { AwsError } from '../../../kernel/errors.ts';
import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { setTopicAttributes } from '../topics.ts';

/** AWS::SNS::TopicPolicy: one policy on each of the topics it lists. */
export const topicPolicyResource: ResourceType = {
  typeName: 'AWS::SNS::TopicPolicy',
  timing: 'model',
  async create(properties, context) {
    apply(properties, JSON.stringify(properties.PolicyDocument), context);
    const id = `${context.stackName}-${context.logicalId}-${context.kernel.random.upper(12)}`;
    return { physicalId: id, attributes: { Id: id } };
  },
  async update(resource, properties, previous, context) {
    apply(previous, '', context);
    apply(properties, JSON.stringify(properties.PolicyDocument), context);
    return resource;
  },
  async delete(_resource, properties, context) {
    apply(properties, '', context);
  },
};

function apply(properties: Record<string, unknown>, AttributeValue: string, context: ResourceContext): void {
  for (const TopicArn of (properties.Topics as string[] | undefined) ?? []) {
    try {
      setTopicAttributes({ TopicArn, AttributeName: 'Policy', AttributeValue }, context);
    } catch (error) {
      // A deleted topic does not have a policy to remove.
      if (AttributeValue !== '' || !(error instanceof AwsError) || error.code !== 'NotFound') throw error;
    }
  }
}
