import { AwsError } from '../../../kernel/errors.ts';
import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { setQueueAttributes } from '../queue-attributes.ts';

/** AWS::SQS::QueuePolicy: one policy on each of the queues it lists. */
export const queuePolicyResource: ResourceType = {
  typeName: 'AWS::SQS::QueuePolicy',
  timing: 'model',
  async create(properties, context) {
    apply(properties, JSON.stringify(properties.PolicyDocument), context);
    const id = `${context.stackName}-${context.logicalId}-${context.kernel.random.upper(12)}`;
    return { physicalId: id, attributes: { Id: id } };
  },
  async update(resource, properties, previous, context) {
    const kept = queuesOf(properties);
    apply({ Queues: queuesOf(previous).filter((url) => !kept.includes(url)) }, '', context);
    apply(properties, JSON.stringify(properties.PolicyDocument), context);
    return resource;
  },
  async delete(_resource, properties, context) {
    for (const url of queuesOf(properties)) {
      try {
        apply({ Queues: [url] }, '', context);
      } catch (error) {
        if (!(error instanceof AwsError) || error.code !== 'QueueDoesNotExist') throw error;
      }
    }
  },
};

function apply(properties: Record<string, unknown>, Policy: string, context: ResourceContext): void {
  for (const QueueUrl of queuesOf(properties)) setQueueAttributes({ QueueUrl, Attributes: { Policy } }, context);
}

function queuesOf(properties: Record<string, unknown>): readonly string[] {
  return (properties.Queues as string[] | undefined) ?? [];
}
