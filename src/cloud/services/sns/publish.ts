import type { PublishBatchCommandInput, PublishCommandInput } from '@aws-sdk/client-sns';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { deliver } from './delivery.ts';
import { filterOf } from './subscription-filter.ts';
import { findTopic, type Topic } from './topic-store.ts';

const MESSAGE_BYTES_MAX = 262_144;
const ENTRIES_MAX = 10;
const DEDUPLICATION_SECONDS = 300;

type Outgoing = Omit<PublishCommandInput, 'TopicArn' | 'TargetArn' | 'PhoneNumber'>;

/** Accepts the message; it is delivered to the subscriptions later. */
export function publish(input: PublishCommandInput, call: Call) {
  return send(findTopic(input.TopicArn ?? input.TargetArn, call), input, call);
}

export function publishBatch(input: PublishBatchCommandInput, call: Call) {
  const topic = findTopic(input.TopicArn, call);
  const entries = input.PublishBatchRequestEntries ?? [];
  if (entries.length === 0) throw new AwsError('EmptyBatchRequest', 'The batch request has no entries.');
  if (entries.length > ENTRIES_MAX)
    throw new AwsError('TooManyEntriesInBatchRequest', 'The batch has more than 10 entries.');
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw new AwsError('BatchEntryIdsNotDistinct', 'Two or more batch entries have the same Id.');
  }
  return { Successful: entries.map((entry) => ({ Id: entry.Id, ...send(topic, entry, call) })), Failed: [] };
}

function send(topic: Topic, outgoing: Outgoing, call: Call) {
  const { kernel } = call;
  check(topic, outgoing);
  const nowMs = kernel.clock.now();
  const id = outgoing.MessageDeduplicationId;
  const known = id === undefined ? undefined : topic.deduplication.get(id);
  if (known !== undefined && known.untilMs > nowMs) return { MessageId: known.messageId };
  const MessageId = kernel.random.uuid();
  if (id !== undefined)
    topic.deduplication.set(id, { messageId: MessageId, untilMs: nowMs + DEDUPLICATION_SECONDS * 1000 });
  const attributes = outgoing.MessageAttributes ?? {};
  for (const subscription of topic.subscriptions.values()) {
    const body = bodyFor(subscription.protocol, outgoing);
    if (!subscription.isConfirmed && !subscription.protocol.startsWith('email')) continue;
    if (!filterOf(subscription.attributes)({ body, attributes })) continue;
    const message = { id: MessageId, body, subject: outgoing.Subject, attributes, groupId: outgoing.MessageGroupId };
    kernel.background(deliver({ topic, subscription, message }, kernel));
  }
  return { MessageId };
}

function check(topic: Topic, { Message, MessageGroupId, MessageStructure }: Outgoing): void {
  const refuse = (reason: string) => new AwsError('InvalidParameter', `Invalid parameter: ${reason}`);
  if (!Message) throw refuse('Empty message');
  if (Buffer.byteLength(Message) > MESSAGE_BYTES_MAX) throw refuse('Message too long');
  if (topic.name.endsWith('.fifo') && MessageGroupId === undefined) {
    throw refuse('The MessageGroupId parameter is required for FIFO topics');
  }
  if (MessageStructure === 'json' && structured(Message)?.default === undefined) {
    throw refuse('Message Structure - No default entry in JSON message body');
  }
}

/** With MessageStructure json each protocol may have its own text. */
function bodyFor(protocol: string, { Message, MessageStructure }: Outgoing): string {
  if (MessageStructure !== 'json') return Message!;
  const texts = structured(Message!)!;
  return texts[protocol] ?? texts.default!;
}

function structured(message: string): Record<string, string> | undefined {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}
