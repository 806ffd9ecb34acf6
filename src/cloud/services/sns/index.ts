import * as schemas from '@aws-sdk/client-sns';
import type { ResourceType, Service } from '../../kernel/service.ts';
import { publish, publishBatch } from './publish.ts';
import { subscriptionResource } from './resources/subscription.ts';
import { topicResource } from './resources/topic.ts';
import { topicPolicyResource } from './resources/topic-policy.ts';
import { subscriptionOperations } from './subscriptions.ts';
import { topicOperations } from './topics.ts';

export const sns: Service = {
  signingName: 'sns',
  schemas,
  operations: { ...topicOperations, ...subscriptionOperations, Publish: publish, PublishBatch: publishBatch },
};

export const snsResourceTypes: readonly ResourceType[] = [subscriptionResource, topicResource, topicPolicyResource];
