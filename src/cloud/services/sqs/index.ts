import * as schemas from '@aws-sdk/client-sqs';
import type { ResourceType, Service } from '../../kernel/service.ts';
import { queueOperations } from './queues.ts';
import { receiveMessage } from './receive-message.ts';
import { receivedMessageOperations } from './received-message.ts';
import { queueResource } from './resources/queue.ts';
import { queuePolicyResource } from './resources/queue-policy.ts';
import { sendMessage, sendMessageBatch } from './send-message.ts';

export const sqs: Service = {
  signingName: 'sqs',
  schemas,
  operations: {
    ...queueOperations,
    ...receivedMessageOperations,
    SendMessage: sendMessage,
    SendMessageBatch: sendMessageBatch,
    ReceiveMessage: receiveMessage,
  },
};

export const sqsResourceTypes: readonly ResourceType[] = [queueResource, queuePolicyResource];
