import type {
  CreateQueueCommandInput,
  DeleteQueueCommandInput,
  GetQueueUrlCommandInput,
  ListDeadLetterSourceQueuesCommandInput,
  ListQueuesCommandInput,
  ListQueueTagsCommandInput,
  PurgeQueueCommandInput,
  TagQueueCommandInput,
  UntagQueueCommandInput,
} from '@aws-sdk/client-sqs';
import { endpointOf } from '../../kernel/endpoint.ts';
import { AwsError } from '../../kernel/errors.ts';
import { page } from '../../kernel/page.ts';
import type { Call, Operation } from '../../kernel/service.ts';
import {
  checkAttributes,
  getQueueAttributes,
  redrivesTo,
  setQueueAttributes,
  withoutEmpty,
} from './queue-attributes.ts';
import { findQueue, type Queue, queueDoesNotExist, queues } from './queue-store.ts';

const QUEUES_PER_PAGE_MAX = 1000;

export const queueOperations: Readonly<Record<string, Operation>> = {
  CreateQueue: createQueue,
  DeleteQueue: deleteQueue,
  GetQueueUrl: getQueueUrl,
  ListQueues: listQueues,
  ListDeadLetterSourceQueues: listDeadLetterSourceQueues,
  GetQueueAttributes: getQueueAttributes,
  SetQueueAttributes: setQueueAttributes,
  PurgeQueue: purgeQueue,
  TagQueue: tagQueue,
  UntagQueue: untagQueue,
  ListQueueTags: listQueueTags,
};

/** Creating an existing queue with the same attributes answers it; with others it is refused. */
export function createQueue(input: CreateQueueCommandInput, call: Call) {
  const name = input.QueueName!;
  const attributes = withoutEmpty((input.Attributes as Record<string, string> | undefined) ?? {});
  const isFifo = attributes.FifoQueue === 'true';
  checkName(name, isFifo);
  checkAttributes(attributes, isFifo, call);
  const store = queues(call.kernel, call);
  const existing = store.get(name);
  if (existing !== undefined) {
    const differs = Object.entries(attributes).some(([key, value]) => existing.attributes[key] !== value);
    if (differs)
      throw new AwsError(
        'QueueNameExists',
        'A queue already exists with the same name and a different value for an attribute.',
      );
    return { QueueUrl: existing.url };
  }
  const nowMs = call.kernel.clock.now();
  const queue: Queue = {
    name,
    arn: `arn:aws:sqs:${call.region}:${call.account}:${name}`,
    url: `${endpointOf(call.kernel).url}/${call.account}/${name}`,
    isFifo,
    createdAtMs: nowMs,
    modifiedAtMs: nowMs,
    attributes,
    tags: new Map(Object.entries(input.tags ?? {})),
    messages: [],
    deduplication: new Map(),
    sequence: 18_850_000_000_000_000_000n,
  };
  store.set(name, queue);
  return { QueueUrl: queue.url };
}

export function deleteQueue(input: DeleteQueueCommandInput, call: Call) {
  const queue = findQueue(call.kernel, call, input.QueueUrl!);
  queues(call.kernel, call).delete(queue.name);
  return {};
}

function checkName(name: string, isFifo: boolean): void {
  const base = isFifo ? name.replace(/\.fifo$/, '') : name;
  if (!/^[A-Za-z0-9_-]+$/.test(base) || name.length > 80 || (isFifo && base === name)) {
    throw new AwsError(
      'InvalidParameterValue',
      isFifo
        ? 'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.'
        : 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
    );
  }
}

function getQueueUrl(input: GetQueueUrlCommandInput, call: Call) {
  const account = input.QueueOwnerAWSAccountId ?? call.account;
  const queue = queues(call.kernel, { account, region: call.region }).get(input.QueueName!);
  if (queue === undefined) throw queueDoesNotExist();
  return { QueueUrl: queue.url };
}

function listQueues(input: ListQueuesCommandInput, call: Call) {
  const urls = [...queues(call.kernel, call).values()]
    .filter((queue) => queue.name.startsWith(input.QueueNamePrefix ?? ''))
    .map((queue) => queue.url);
  const { items, nextToken } = page(urls, { limit: input.MaxResults ?? QUEUES_PER_PAGE_MAX, token: input.NextToken });
  return { QueueUrls: items, NextToken: nextToken };
}

function listDeadLetterSourceQueues(input: ListDeadLetterSourceQueuesCommandInput, call: Call) {
  const { arn } = findQueue(call.kernel, call, input.QueueUrl!);
  const urls = [...queues(call.kernel, call).values()]
    .filter((queue) => redrivesTo(queue) === arn)
    .map(({ url }) => url);
  const { items, nextToken } = page(urls, { limit: input.MaxResults ?? QUEUES_PER_PAGE_MAX, token: input.NextToken });
  return { queueUrls: items, NextToken: nextToken };
}

function purgeQueue(input: PurgeQueueCommandInput, call: Call) {
  findQueue(call.kernel, call, input.QueueUrl!).messages = [];
  return {};
}

function tagQueue(input: TagQueueCommandInput, call: Call) {
  const { tags } = findQueue(call.kernel, call, input.QueueUrl!);
  for (const [key, value] of Object.entries(input.Tags ?? {})) tags.set(key, value);
  return {};
}

function untagQueue(input: UntagQueueCommandInput, call: Call) {
  const { tags } = findQueue(call.kernel, call, input.QueueUrl!);
  for (const key of input.TagKeys ?? []) tags.delete(key);
  return {};
}

function listQueueTags(input: ListQueueTagsCommandInput, call: Call) {
  return { Tags: Object.fromEntries(findQueue(call.kernel, call, input.QueueUrl!).tags) };
}
