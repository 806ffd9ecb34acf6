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
  /** The time at which it becomes visible: in the future while it is delayed or in flight. */
  visibleAtMs: number;
  receiveCount: number;
  firstReceivedAtMs: number | undefined;
  /** Only the receipt handle of the latest receive is valid. */
  receiptHandle: string | undefined;
}

export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly isFifo: boolean;
  readonly createdAtMs: number;
  modifiedAtMs: number;
  /** Attributes that were set, by name; the others have their defaults. */
  attributes: Record<string, string>;
  tags: Map<string, string>;
  messages: Message[];
  /** FIFO: message and sequence number of each deduplication id, and its expiry. */
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

/** The value of a numeric attribute. */
export function numberOf(queue: Queue, attribute: string): number {
  return Number(queue.attributes[attribute] ?? DEFAULT_ATTRIBUTES[attribute]);
}

/** The queue of an ARN, or undefined when it does not exist. */
export function queueByArn(kernel: Kernel, arn: string): Queue | undefined {
  const [, , , region, account, name] = arn.split(':');
  return queues(kernel, { account: account!, region: region! }).get(name!);
}

/** Drops messages older than the queue's retention period. */
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
