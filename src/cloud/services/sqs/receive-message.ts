import type { MessageAttributeValue, ReceiveMessageCommandInput } from '@aws-sdk/client-sqs';
import { AwsError } from '../../kernel/errors.ts';
import type { Call, Kernel } from '../../kernel/service.ts';
import { md5OfAttributes, md5OfBody } from './message-digest.ts';
import {
  findQueue,
  forgetExpired,
  type Message,
  numberOf,
  type Queue,
  queueByArn,
  queues,
  waitersOf,
  wake,
} from './queue-store.ts';

const MESSAGES_MAX = 10;
const WAIT_SECONDS_MAX = 20;
const VISIBILITY_SECONDS_MAX = 43_200;

/** Long polls wait on the clock until a message is available or the wait time is over. */
export async function receiveMessage(input: ReceiveMessageCommandInput, call: Call) {
  const { kernel } = call;
  const queue = findQueue(kernel, call, input.QueueUrl!);
  const count = between('MaxNumberOfMessages', input.MaxNumberOfMessages ?? 1, [1, MESSAGES_MAX]);
  const visibilitySeconds = between(
    'VisibilityTimeout',
    input.VisibilityTimeout ?? numberOf(queue, 'VisibilityTimeout'),
    [0, VISIBILITY_SECONDS_MAX],
  );
  const waitSeconds = between(
    'WaitTimeSeconds',
    input.WaitTimeSeconds ?? numberOf(queue, 'ReceiveMessageWaitTimeSeconds'),
    [0, WAIT_SECONDS_MAX],
  );
  const deadlineMs = kernel.clock.now() + waitSeconds * 1000;
  for (;;) {
    const messages = take(queue, { count, visibilitySeconds, kernel });
    if (messages.length > 0) return { Messages: messages.map((message) => view(message, input, call)) };
    if (kernel.clock.now() >= deadlineMs || !isThere(queue, call)) return {};
    await nextChance(queue, deadlineMs, kernel);
  }
}

function between(name: string, value: number, [min, max]: readonly [number, number]): number {
  if (value >= min && value <= max) return value;
  throw new AwsError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${min} and ${max}, if provided.`,
  );
}

function isThere(queue: Queue, call: Call): boolean {
  const [, , , region, account] = queue.arn.split(':');
  return queues(call.kernel, { account: account!, region: region! }).get(queue.name) === queue;
}

/** Resolves when a message arrives or becomes visible, at the latest at the deadline. */
function nextChance(queue: Queue, deadlineMs: number, { clock }: Kernel): Promise<void> {
  const nowMs = clock.now();
  const visible = queue.messages.map((message) => message.visibleAtMs).filter((atMs) => atMs > nowMs);
  const untilMs = Math.min(deadlineMs, ...visible);
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      waitersOf(queue).delete(done);
      resolve();
    };
    const cancel = clock.after((untilMs - nowMs) / 1000, done);
    waitersOf(queue).add(done);
  });
}

/** Takes the visible messages, and moves those received too often to the dead-letter queue. */
function take(queue: Queue, wanted: { count: number; visibilitySeconds: number; kernel: Kernel }): Message[] {
  const nowMs = wanted.kernel.clock.now();
  forgetExpired(queue, nowMs);
  const taken: Message[] = [];
  // A FIFO message group is received in order, and is blocked while a message of it is in flight.
  const blockedGroups = new Set<string>();
  for (const message of [...queue.messages]) {
    if (taken.length === wanted.count) break;
    if (message.groupId !== undefined && blockedGroups.has(message.groupId)) continue;
    if (message.visibleAtMs > nowMs) {
      if (message.groupId !== undefined) blockedGroups.add(message.groupId);
      continue;
    }
    if (redrive(queue, message, wanted.kernel)) continue;
    message.receiveCount++;
    message.firstReceivedAtMs ??= nowMs;
    message.receiptHandle = Buffer.from(`${wanted.kernel.random.uuid()} ${queue.arn} ${message.id}`).toString('base64');
    message.visibleAtMs = nowMs + wanted.visibilitySeconds * 1000;
    taken.push(message);
  }
  return taken;
}

function redrive(queue: Queue, message: Message, kernel: Kernel): boolean {
  const policy = queue.attributes.RedrivePolicy;
  if (policy === undefined) return false;
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(policy) as Record<string, string>;
  const target = queueByArn(kernel, deadLetterTargetArn!);
  if (message.receiveCount < Number(maxReceiveCount) || target === undefined) return false;
  queue.messages = queue.messages.filter((candidate) => candidate !== message);
  message.receiptHandle = undefined;
  target.messages.push({
    ...message,
    systemAttributes: { ...message.systemAttributes, DeadLetterQueueSourceArn: queue.arn },
  });
  wake(target);
  return true;
}

function view(message: Message, input: ReceiveMessageCommandInput, call: Call) {
  const wanted = [...(input.MessageSystemAttributeNames ?? []), ...(input.AttributeNames ?? [])] as readonly string[];
  const system: Record<string, string> = {
    SenderId: `AIDA${call.account}`,
    SentTimestamp: String(message.sentAtMs),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAtMs),
    ...message.systemAttributes,
  };
  const systemShown = Object.entries(system).filter(([name]) => wanted.includes('All') || wanted.includes(name));
  const shown = chosen(message.attributes, input.MessageAttributeNames ?? []);
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5OfBody(message.body),
    ...(systemShown.length > 0 && { Attributes: Object.fromEntries(systemShown) }),
    ...(Object.keys(shown).length > 0 && { MessageAttributes: shown, MD5OfMessageAttributes: md5OfAttributes(shown) }),
  };
}

/** `All`, `.*`, a name, or the beginning of names as in `foo.*`. */
function chosen(attributes: Readonly<Record<string, MessageAttributeValue>>, wanted: readonly string[]) {
  const isWanted = (name: string) =>
    wanted.some((pattern) =>
      pattern.endsWith('.*') ? name.startsWith(pattern.slice(0, -2)) : pattern === 'All' || pattern === name,
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isWanted(name)));
}
