import { createHash } from 'node:crypto';
import type {
  MessageAttributeValue,
  MessageSystemAttributeValue,
  SendMessageBatchCommandInput,
  SendMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { AwsError } from '../../kernel/errors.ts';
import type { Call, Kernel } from '../../kernel/service.ts';
import { batch } from './batch.ts';
import { md5OfAttributes, md5OfBody, sizeBytes } from './message-digest.ts';
import { DEFAULT_ATTRIBUTES, findQueue, numberOf, type Queue, type SentMessage, wake } from './queue-store.ts';

const DEDUPLICATION_SECONDS = 300;
const ATTRIBUTES_MAX = 10;
const DELAY_SECONDS_MAX = 900;
/** The characters of XML 1.0, to which SQS still limits bodies. */
const ALLOWED_TEXT = /^[\t\n\r -\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;

export function sendMessage(input: SendMessageCommandInput, call: Call) {
  return send(findQueue(call.kernel, call, input.QueueUrl!), input, call.kernel);
}

export function sendMessageBatch(input: SendMessageBatchCommandInput, call: Call) {
  const queue = findQueue(call.kernel, call, input.QueueUrl!);
  const entries = input.Entries ?? [];
  return batch(entries, (entry) => send(queue, entry, call.kernel), {
    sizeBytes: entries.reduce((sum, entry) => sum + sizeBytes(entry.MessageBody!, entry.MessageAttributes ?? {}), 0),
    sizeBytesMax: Number(DEFAULT_ATTRIBUTES.MaximumMessageSize),
  });
}

type Outgoing = Omit<SendMessageCommandInput, 'QueueUrl'>;

function send(queue: Queue, outgoing: Outgoing, kernel: Kernel) {
  const body = outgoing.MessageBody!;
  const attributes = outgoing.MessageAttributes ?? {};
  check(queue, body, attributes);
  const delaySeconds = delayOf(queue, outgoing);
  const sent = queue.isFifo ? sendOnce(queue, outgoing, kernel) : store(queue, outgoing, { kernel, delaySeconds });
  wake(queue);
  return {
    ...sent,
    MD5OfMessageBody: md5OfBody(body),
    MD5OfMessageAttributes: md5OfAttributes(attributes),
  };
}

function check(queue: Queue, body: string, attributes: Readonly<Record<string, MessageAttributeValue>>): void {
  if (body.length === 0) throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.');
  if (!ALLOWED_TEXT.test(body)) {
    throw new AwsError('InvalidMessageContents', 'Message contains characters outside the allowed set.');
  }
  const bytesMax = numberOf(queue, 'MaximumMessageSize');
  if (sizeBytes(body, attributes) > bytesMax) {
    throw parameterError(`One or more parameters are invalid. Reason: Message must be shorter than ${bytesMax} bytes.`);
  }
  if (Object.keys(attributes).length > ATTRIBUTES_MAX) {
    throw parameterError(`Number of message attributes exceeds the allowed maximum [${ATTRIBUTES_MAX}].`);
  }
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(attributes)) {
    if (!/^(String|Number|Binary)(\..+)?$/.test(DataType ?? '')) {
      throw parameterError(`The type of message (user) attribute '${name}' is invalid.`);
    }
    const value = DataType!.startsWith('Binary') ? BinaryValue : StringValue;
    if (value === undefined || value.length === 0) {
      throw parameterError(
        `The message (user) attribute '${name}' must contain a non-empty value of type '${DataType}'.`,
      );
    }
  }
}

function delayOf(queue: Queue, { DelaySeconds }: Outgoing): number {
  if (DelaySeconds === undefined) return numberOf(queue, 'DelaySeconds');
  if (queue.isFifo && DelaySeconds > 0) {
    throw parameterError(
      `Value ${DelaySeconds} for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.`,
    );
  }
  if (DelaySeconds < 0 || DelaySeconds > DELAY_SECONDS_MAX) {
    throw parameterError(
      `Value ${DelaySeconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
    );
  }
  return DelaySeconds;
}

/** A deduplication id seen within five minutes is accepted and not stored again. */
function sendOnce(queue: Queue, outgoing: Outgoing, kernel: Kernel): SentMessage {
  if (outgoing.MessageGroupId === undefined) {
    throw new AwsError('MissingParameter', 'The request must contain the parameter MessageGroupId.');
  }
  const isByContent = queue.attributes.ContentBasedDeduplication === 'true';
  const id = outgoing.MessageDeduplicationId ?? (isByContent ? sha256(outgoing.MessageBody!) : undefined);
  if (id === undefined) {
    throw parameterError(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
  const isPerGroup = queue.attributes.DeduplicationScope === 'messageGroup';
  const key = isPerGroup ? `${outgoing.MessageGroupId} ${id}` : id;
  const nowMs = kernel.clock.now();
  const known = queue.deduplication.get(key);
  if (known !== undefined && known.untilMs > nowMs) return known.answer;
  const SequenceNumber = String(queue.sequence++);
  const answer = store(queue, outgoing, {
    kernel,
    delaySeconds: numberOf(queue, 'DelaySeconds'),
    systemAttributes: { MessageDeduplicationId: id, SequenceNumber },
  });
  queue.deduplication.set(key, {
    answer: { ...answer, SequenceNumber },
    untilMs: nowMs + DEDUPLICATION_SECONDS * 1000,
  });
  return { ...answer, SequenceNumber };
}

function store(
  queue: Queue,
  outgoing: Outgoing,
  options: { kernel: Kernel; delaySeconds: number; systemAttributes?: Record<string, string> },
): SentMessage {
  const nowMs = options.kernel.clock.now();
  const id = options.kernel.random.uuid();
  const traced = (outgoing.MessageSystemAttributes ?? {}) as Record<string, MessageSystemAttributeValue>;
  queue.messages.push({
    id,
    body: outgoing.MessageBody!,
    attributes: outgoing.MessageAttributes ?? {},
    systemAttributes: {
      ...(outgoing.MessageGroupId && { MessageGroupId: outgoing.MessageGroupId }),
      ...(traced.AWSTraceHeader?.StringValue && { AWSTraceHeader: traced.AWSTraceHeader.StringValue }),
      ...options.systemAttributes,
    },
    sentAtMs: nowMs,
    groupId: queue.isFifo ? outgoing.MessageGroupId : undefined,
    visibleAtMs: nowMs + options.delaySeconds * 1000,
    receiveCount: 0,
    firstReceivedAtMs: undefined,
    receiptHandle: undefined,
  });
  return { MessageId: id, SequenceNumber: undefined };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function parameterError(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}
