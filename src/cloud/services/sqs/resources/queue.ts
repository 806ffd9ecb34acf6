import { AwsError } from '../../../kernel/errors.ts';
import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { setQueueAttributes } from '../queue-attributes.ts';
import { findQueue } from '../queue-store.ts';
import { createQueue, deleteQueue } from '../queues.ts';

const NAME_LENGTH_MAX = 80;
const NOT_ATTRIBUTES = new Set(['QueueName', 'Tags']);
const UPDATABLE_DEFAULTS = {
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  VisibilityTimeout: '30',
  RedrivePolicy: '',
  RedriveAllowPolicy: '',
  KmsMasterKeyId: '',
};

/** AWS::SQS::Queue. `Ref` is the queue's URL. */
export const queueResource: ResourceType = {
  typeName: 'AWS::SQS::Queue',
  timing: 'model',
  async create(properties, context) {
    const Attributes = attributesOf(properties);
    const { QueueUrl } = createQueue(
      { QueueName: nameOf(properties, context), Attributes, tags: context.tags },
      context,
    );
    return created(QueueUrl, context);
  },
  async update(resource, properties, _previous, context) {
    // An attribute that the template no longer sets gets its default.
    const Attributes = { ...UPDATABLE_DEFAULTS, ...attributesOf(properties) };
    setQueueAttributes({ QueueUrl: resource.physicalId, Attributes }, context);
    findQueue(context.kernel, context, resource.physicalId).tags = new Map(Object.entries(context.tags));
    return created(resource.physicalId, context);
  },
  async delete(resource, _properties, context) {
    try {
      deleteQueue({ QueueUrl: resource.physicalId }, context);
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'QueueDoesNotExist') throw error;
    }
  },
};

function nameOf(properties: Record<string, unknown>, context: ResourceContext): string {
  if (properties.QueueName !== undefined) return String(properties.QueueName);
  const isFifo = String(properties.FifoQueue) === 'true';
  return isFifo
    ? `${context.physicalName(NAME_LENGTH_MAX - '.fifo'.length)}.fifo`
    : context.physicalName(NAME_LENGTH_MAX);
}

function attributesOf(properties: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name, value]) => !NOT_ATTRIBUTES.has(name) && value !== undefined)
      // FifoQueue: false is omitted, because the API accepts it for FIFO queues only.
      .filter(([name, value]) => name !== 'FifoQueue' || String(value) === 'true')
      .map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]),
  );
}

function created(url: string, context: ResourceContext) {
  const queue = findQueue(context.kernel, context, url);
  return { physicalId: url, attributes: { Arn: queue.arn, QueueName: queue.name, QueueUrl: url } };
}
