import type { GetQueueAttributesCommandInput, SetQueueAttributesCommandInput } from '@aws-sdk/client-sqs';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { DEFAULT_ATTRIBUTES, findQueue, forgetExpired, type Queue, queueByArn } from './queue-store.ts';

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  DelaySeconds: [0, 900],
  MaximumMessageSize: [1024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  VisibilityTimeout: [0, 43_200],
  KmsDataKeyReusePeriodSeconds: [60, 86_400],
};
const TEXTS = new Set(['Policy', 'RedrivePolicy', 'RedriveAllowPolicy', 'KmsMasterKeyId', 'SqsManagedSseEnabled']);
const FIFO_TEXTS = new Set(['FifoQueue', 'ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit']);
const READ_ONLY = new Set([
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
  'CreatedTimestamp',
  'LastModifiedTimestamp',
  'QueueArn',
]);

export function getQueueAttributes(input: GetQueueAttributesCommandInput, call: Call) {
  const queue = findQueue(call.kernel, call, input.QueueUrl!);
  const wanted = (input.AttributeNames ?? []) as readonly string[];
  const unknown = wanted.find((name) => name !== 'All' && !isKnown(name));
  if (unknown !== undefined) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
  const attributes = Object.entries(allAttributes(queue, call.kernel.clock.now()));
  return {
    Attributes: Object.fromEntries(attributes.filter(([name]) => wanted.includes('All') || wanted.includes(name))),
  };
}

export function setQueueAttributes(input: SetQueueAttributesCommandInput, call: Call) {
  const queue = findQueue(call.kernel, call, input.QueueUrl!);
  const attributes = input.Attributes as Record<string, string>;
  checkAttributes(attributes, queue.isFifo, call);
  if (attributes.FifoQueue !== undefined && attributes.FifoQueue !== String(queue.isFifo)) {
    throw new AwsError('InvalidAttributeValue', 'You specified an attribute that cannot be changed: FifoQueue.');
  }
  queue.attributes = withoutEmpty({ ...queue.attributes, ...attributes });
  queue.modifiedAtMs = call.kernel.clock.now();
  return {};
}

/** An empty Policy or RedrivePolicy removes the attribute. */
export function withoutEmpty(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ''));
}

/** Refuses unknown names, values out of range and dead-letter queues that do not exist. */
export function checkAttributes(attributes: Readonly<Record<string, string>>, isFifo: boolean, call: Call): void {
  for (const [name, value] of Object.entries(attributes)) {
    const range = RANGES[name];
    if (range !== undefined) {
      const number = Number(value);
      if (!Number.isInteger(number) || number < range[0] || number > range[1]) throw invalid(name);
    } else if (!TEXTS.has(name) && !(isFifo && FIFO_TEXTS.has(name))) {
      throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    }
    if ((name === 'Policy' || name.startsWith('Redrive')) && value !== '' && !isJson(value)) throw invalid(name);
  }
  if (attributes.RedrivePolicy) checkRedrivePolicy(attributes.RedrivePolicy, isFifo, call);
}

function checkRedrivePolicy(text: string, isFifo: boolean, call: Call): void {
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(text) as Record<string, unknown>;
  const count = Number(maxReceiveCount);
  const refuse = (reason: string) =>
    new AwsError('InvalidParameterValue', `Value ${text} for parameter RedrivePolicy is invalid. Reason: ${reason}`);
  if (typeof deadLetterTargetArn !== 'string')
    throw refuse('Redrive policy does not contain mandatory attribute: deadLetterTargetArn.');
  if (!Number.isInteger(count) || count < 1 || count > 1000) {
    throw refuse('Invalid value for maxReceiveCount: must be between 1 and 1000.');
  }
  const target = queueByArn(call.kernel, deadLetterTargetArn);
  if (target === undefined) throw refuse('Dead letter target does not exist.');
  if (target.isFifo !== isFifo) throw refuse('Dead-letter queue must be same type of queue as the source.');
}

function invalid(name: string): AwsError {
  return new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
}

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

function isKnown(name: string): boolean {
  return name in RANGES || TEXTS.has(name) || FIFO_TEXTS.has(name) || READ_ONLY.has(name);
}

function allAttributes(queue: Queue, nowMs: number): Record<string, string> {
  forgetExpired(queue, nowMs);
  const later = queue.messages.filter((message) => message.visibleAtMs > nowMs);
  const inFlight = later.filter((message) => message.receiptHandle !== undefined);
  return {
    ...DEFAULT_ATTRIBUTES,
    ...queue.attributes,
    ApproximateNumberOfMessages: String(queue.messages.length - later.length),
    ApproximateNumberOfMessagesNotVisible: String(inFlight.length),
    ApproximateNumberOfMessagesDelayed: String(later.length - inFlight.length),
    CreatedTimestamp: String(Math.floor(queue.createdAtMs / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAtMs / 1000)),
    QueueArn: queue.arn,
  };
}

/** ListDeadLetterSourceQueues: the queues of the account and region whose dead-letter queue is the named one. */
export function redrivesTo(queue: Queue): string | undefined {
  const text = queue.attributes.RedrivePolicy;
  return text === undefined ? undefined : (JSON.parse(text) as { deadLetterTargetArn: string }).deadLetterTargetArn;
}
