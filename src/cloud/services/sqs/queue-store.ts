import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import { companion } from '../../kernel/companion.ts';
import { AwsError } from '../../kernel/errors.ts';
import type { AccountRegion, Kernel } from '../../kernel/service.ts';

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  readonly systemAttributes: Readonly<Record<string, string>>;
  readonly sentAtMs: number;
  readonly groupId: string | undefined;
  /** When it may next be received: later than now while it is delayed or in flight. */
  visibleAtMs: number;
  receiveCount: number;
  firstReceivedAtMs: number | undefined;
  /** Only the handle of the latest receive is good. */
  receiptHandle: string | undefined;
}

export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly isFifo: boolean;
  readonly createdAtMs: number;
  modifiedAtMs: number;
  /** What was set, by attribute name; what was not set has its default. */
  attributes: Record<string, string>;
  tags: Map<string, string>;
  messages: Message[];
  /** FIFO: message and sequence of each deduplication id, and until when it counts. */
  readonly deduplication: Map<string, { readonly answer: SentMessage; readonly untilMs: number }>;
  sequence: bigint;
}

export interface SentMessage {
  readonly MessageId: string;
  readonly SequenceNumber: string | undefined;
}

export const DEFAULT_ATTRIBUTES: Readonly<Record<string, string>> = {
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  VisibilityTimeout: '30',
  SqsManagedSseEnabled: 'true',
};

export function queues(kernel: Kernel, accountRegion: AccountRegion): Map<string, Queue> {
  return kernel.store('sqs', accountRegion, () => new Map<string, Queue>());
}

/** The queue by its URL, whose path ends with account and name; throws QueueDoesNotExist. */
export function findQueue(kernel: Kernel, accountRegion: AccountRegion, url: string): Queue {
  const [, account, name] = /\/(\d{12})\/([^/]+)$/.exec(url) ?? [];
  const queue = account && queues(kernel, { account, region: accountRegion.region }).get(name!);
  if (!queue) throw queueDoesNotExist();
  return queue;
}

export function queueDoesNotExist(): AwsError {
  return new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
}

/** The value of an attribute that has a number. */
export function numberOf(queue: Queue, attribute: string): number {
  return Number(queue.attributes[attribute] ?? DEFAULT_ATTRIBUTES[attribute]);
}

/** The queue that an ARN names, or undefined when there is none. */
export function queueByArn(kernel: Kernel, arn: string): Queue | undefined {
  const [, , , region, account, name] = arn.split(':');
  return queues(kernel, { account: account!, region: region! }).get(name!);
}

/** Drops what is older than the queue's retention period. */
export function forgetExpired(queue: Queue, nowMs: number): void {
  const oldestMs = nowMs - numberOf(queue, 'MessageRetentionPeriod') * 1000;
  if (queue.messages.some((message) => message.sentAtMs < oldestMs)) {
    queue.messages = queue.messages.filter((message) => message.sentAtMs >= oldestMs);
  }
}

/** Long polls to wake when a message arrives. */
export const waitersOf = companion((_queue: Queue) => new Set<() => void>());

export function wake(queue: Queue): void {
  for (const waiter of [...waitersOf(queue)]) waiter();
}
