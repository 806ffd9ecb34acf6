import { companion } from '../../kernel/companion.ts';
import { AwsError } from '../../kernel/errors.ts';
import type { AccountRegion, Kernel } from '../../kernel/service.ts';
import type { EventSourceMapping } from './event-source-mapping.ts';
import { lambdaStore } from './lambda-store.ts';
import { stopSignal } from './stop-signal.ts';

/** Lambda starts with five pollers for a queue; here this is the number of concurrent batches. */
const CONCURRENCY_DEFAULT = 5;
const MESSAGES_PER_RECEIVE_MAX = 10;
const POLL_SECONDS = 20;
const BUSY_SECONDS = 0.2;
const RETRY_SECONDS = 5;

interface QueueMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly MD5OfBody?: string;
  readonly Attributes?: Record<string, string>;
  readonly MessageAttributes?: Record<string, { DataType: string; StringValue?: string; BinaryValue?: Uint8Array }>;
}

interface Queue {
  readonly QueueUrl: string;
  readonly accountRegion: AccountRegion;
}

/** The queue of a mapping. Throws what SQS throws. */
export async function queueOf(kernel: Kernel, { EventSourceArn }: EventSourceMapping): Promise<Queue> {
  const [, , , region = '', account = '', QueueName] = EventSourceArn.split(':');
  const accountRegion = { account, region };
  const { QueueUrl } = await kernel.invoke<{ QueueUrl: string }>('sqs', 'GetQueueUrl', { QueueName }, accountRegion);
  return { QueueUrl, accountRegion };
}

/** Stops the poller of a mapping that is at work, if any. */
const pollerOf = companion((_mapping: EventSourceMapping): { stop?: () => void } => ({}));

export function stopPolling(mapping: EventSourceMapping): void {
  const poller = pollerOf(mapping);
  poller.stop?.();
  delete poller.stop;
}

/** Mappings of a snapshot are polled for again. */
export function resumePolling(kernel: Kernel): void {
  for (const accountRegion of kernel.accountRegions('lambda')) {
    for (const mapping of lambdaStore(kernel, accountRegion).mappings.values()) {
      startPolling(kernel, accountRegion, mapping);
    }
  }
}

/** Polls the mapping's queue until the mapping changes, is disabled or deleted, or the cloud stops. */
export function startPolling(kernel: Kernel, accountRegion: AccountRegion, mapping: EventSourceMapping): void {
  if (!mapping.enabled) return;
  const controller = new AbortController();
  const signal = AbortSignal.any([controller.signal, stopSignal(kernel)]);
  pollerOf(mapping).stop = () => controller.abort(new AwsError('CloudStopped', 'the event source mapping has changed'));
  kernel.standBy(poll({ kernel, accountRegion, mapping, signal }));
}

interface Poller {
  readonly kernel: Kernel;
  readonly accountRegion: AccountRegion;
  readonly mapping: EventSourceMapping;
  readonly signal: AbortSignal;
}

async function poll(poller: Poller): Promise<void> {
  const { kernel, mapping, signal } = poller;
  const runningMax = mapping.maximumConcurrency ?? CONCURRENCY_DEFAULT;
  while (!signal.aborted) {
    if (mapping.running >= runningMax) {
      await kernel.clock.sleep(BUSY_SECONDS, signal);
      continue;
    }
    try {
      const queue = await queueOf(kernel, mapping);
      const messages = await gather(poller, queue);
      if (messages.length > 0)
        kernel.background(processBatch(poller, queue, messages), `a batch for ${mapping.functionArn}`);
    } catch (error) {
      if (!(error instanceof AwsError) || error.code === 'CloudStopped' || error.code === 'NotImplemented') throw error;
      await kernel.clock.sleep(RETRY_SECONDS, signal);
    }
  }
}

/**
 * Messages for one batch: the available ones, or, with a batching window, those that arrive until the batch is full or
 * the window ends.
 */
async function gather({ kernel, mapping, signal }: Poller, queue: Queue): Promise<QueueMessage[]> {
  const messages: QueueMessage[] = [];
  let endMs = Number.POSITIVE_INFINITY;
  for (;;) {
    const waitSeconds = Math.min(POLL_SECONDS, Math.floor((endMs - kernel.clock.now()) / 1000));
    const { Messages = [] } = await kernel.invoke<{ Messages?: QueueMessage[] }>(
      'sqs',
      'ReceiveMessage',
      {
        QueueUrl: queue.QueueUrl,
        MaxNumberOfMessages: Math.min(mapping.batchSize - messages.length, MESSAGES_PER_RECEIVE_MAX),
        WaitTimeSeconds: Math.max(0, waitSeconds),
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      },
      queue.accountRegion,
    );
    if (signal.aborted) throw signal.reason;
    messages.push(...Messages);
    if (messages.length === 0 || messages.length >= mapping.batchSize || mapping.batchingWindowSeconds === 0)
      return messages;
    if (endMs === Number.POSITIVE_INFINITY) endMs = kernel.clock.now() + mapping.batchingWindowSeconds * 1000;
    if (kernel.clock.now() >= endMs) return messages;
    if (Messages.length === 0) await kernel.clock.sleep((endMs - kernel.clock.now()) / 1000, signal);
  }
}

/**
 * Invokes the function with a batch. Processed messages are deleted; the others reappear after the queue's visibility
 * timeout.
 */
async function processBatch(
  { kernel, accountRegion, mapping }: Poller,
  queue: Queue,
  messages: QueueMessage[],
): Promise<void> {
  mapping.running++;
  try {
    const Payload = new TextEncoder().encode(
      JSON.stringify({ Records: messages.map((message) => recordOf(message, mapping)) }),
    );
    const { FunctionError, Payload: answer } = await kernel.invoke<{ FunctionError?: string; Payload?: Uint8Array }>(
      'lambda',
      'Invoke',
      { FunctionName: mapping.functionArn, Payload },
      accountRegion,
    );
    if (FunctionError !== undefined) return;
    const done = mapping.reportsBatchItemFailures ? dealtWith(messages, new TextDecoder().decode(answer)) : messages;
    await deleteAll(kernel, queue, done);
  } catch (error) {
    // The function is throttled or deleted: the messages reappear after the visibility timeout.
    if (!(error instanceof AwsError) || error.code === 'NotImplemented') throw error;
  } finally {
    mapping.running--;
  }
}

function recordOf(message: QueueMessage, { EventSourceArn }: EventSourceMapping): object {
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes ?? {},
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(([name, { DataType, StringValue, BinaryValue }]) => [
        name,
        {
          ...(StringValue === undefined ? {} : { stringValue: StringValue }),
          ...(BinaryValue === undefined ? {} : { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
          stringListValues: [],
          binaryListValues: [],
          dataType: DataType,
        },
      ]),
    ),
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: EventSourceArn,
    awsRegion: EventSourceArn.split(':')[3],
  };
}

/**
 * The messages that are not in `batchItemFailures`. As on AWS an answer that is malformed, or that names an unknown
 * message, counts the whole batch as failed; an empty answer counts it as done.
 */
function dealtWith(messages: readonly QueueMessage[], answer: string): readonly QueueMessage[] {
  const parsed = JSON.parse(answer) as { batchItemFailures?: { itemIdentifier?: unknown }[] | null } | null;
  const failures = parsed?.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return [];
  const failed = new Set(failures.map((failure) => failure?.itemIdentifier));
  const known = new Set<unknown>(messages.map(({ MessageId }) => MessageId));
  if ([...failed].some((id) => !known.has(id))) return [];
  return messages.filter(({ MessageId }) => !failed.has(MessageId));
}

async function deleteAll(
  kernel: Kernel,
  { QueueUrl, accountRegion }: Queue,
  messages: readonly QueueMessage[],
): Promise<void> {
  for (let start = 0; start < messages.length; start += MESSAGES_PER_RECEIVE_MAX) {
    const Entries = messages
      .slice(start, start + MESSAGES_PER_RECEIVE_MAX)
      .map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await kernel.invoke('sqs', 'DeleteMessageBatch', { QueueUrl, Entries }, accountRegion);
  }
}
