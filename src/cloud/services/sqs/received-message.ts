import type {
  ChangeMessageVisibilityBatchCommandInput,
  ChangeMessageVisibilityCommandInput,
  DeleteMessageBatchCommandInput,
  DeleteMessageCommandInput,
} from '@aws-sdk/client-sqs';
import { AwsError } from '../../kernel/errors.ts';
import type { Call, Operation } from '../../kernel/service.ts';
import { batch } from './batch.ts';
import { findQueue, type Message, type Queue, wake } from './queue-store.ts';

const VISIBILITY_SECONDS_MAX = 43_200;

/** Operations on a message in flight, by its receipt handle. */
export const receivedMessageOperations: Readonly<Record<string, Operation>> = {
  DeleteMessage(input: DeleteMessageCommandInput, call: Call) {
    return remove(findQueue(call.kernel, call, input.QueueUrl!), input.ReceiptHandle!);
  },
  DeleteMessageBatch(input: DeleteMessageBatchCommandInput, call: Call) {
    const queue = findQueue(call.kernel, call, input.QueueUrl!);
    return batch(input.Entries ?? [], (entry) => remove(queue, entry.ReceiptHandle!));
  },
  ChangeMessageVisibility(input: ChangeMessageVisibilityCommandInput, call: Call) {
    return changeVisibility(findQueue(call.kernel, call, input.QueueUrl!), input, call);
  },
  ChangeMessageVisibilityBatch(input: ChangeMessageVisibilityBatchCommandInput, call: Call) {
    const queue = findQueue(call.kernel, call, input.QueueUrl!);
    return batch(input.Entries ?? [], (entry) => changeVisibility(queue, entry, call));
  },
};

/** Deleting a deleted message succeeds; a standard queue accepts an older handle without effect. */
function remove(queue: Queue, receiptHandle: string) {
  const message = byHandle(queue, receiptHandle);
  if (message !== undefined) {
    queue.messages = queue.messages.filter((candidate) => candidate !== message);
    wake(queue);
  }
  return {};
}

function changeVisibility(
  queue: Queue,
  change: { ReceiptHandle?: string | undefined; VisibilityTimeout?: number | undefined },
  { kernel }: Call,
) {
  const seconds = change.VisibilityTimeout ?? Number.NaN;
  if (!(seconds >= 0 && seconds <= VISIBILITY_SECONDS_MAX)) {
    throw new AwsError(
      'InvalidParameterValue',
      `Value ${change.VisibilityTimeout} for parameter VisibilityTimeout is invalid. Reason: VisibilityTimeout must be an integer between 0 and 43200.`,
    );
  }
  const message = byHandle(queue, change.ReceiptHandle!);
  const nowMs = kernel.clock.now();
  if (message === undefined || message.visibleAtMs <= nowMs) {
    throw new AwsError(
      'MessageNotInflight',
      `Value ${change.ReceiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
    );
  }
  message.visibleAtMs = nowMs + seconds * 1000;
  wake(queue);
  return {};
}

function byHandle(queue: Queue, receiptHandle: string): Message | undefined {
  const [, arn, id] = Buffer.from(receiptHandle, 'base64').toString().split(' ');
  if (arn !== queue.arn || id === undefined) {
    throw new AwsError(
      'ReceiptHandleIsInvalid',
      `The input receipt handle "${receiptHandle}" is not a valid receipt handle.`,
    );
  }
  return queue.messages.find((message) => message.receiptHandle === receiptHandle);
}
