import type { AddTagsInput, RemoveTagsInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Call } from '../../kernel/service.ts';
import { findListener, findLoadBalancer, findRule, findTargetGroup } from './store.ts';

export function addTags(input: AddTagsInput, call: Call) {
  for (const arn of input.ResourceArns ?? []) {
    const tags = tagsOf(arn, call);
    for (const { Key, Value } of input.Tags ?? []) tags.set(Key!, Value ?? '');
  }
  return {};
}

export function removeTags(input: RemoveTagsInput, call: Call) {
  for (const arn of input.ResourceArns ?? []) {
    const tags = tagsOf(arn, call);
    for (const key of input.TagKeys ?? []) tags.delete(key);
  }
  return {};
}

export function describeTags(input: { ResourceArns?: string[] }, call: Call) {
  return {
    TagDescriptions: (input.ResourceArns ?? []).map((ResourceArn) => ({
      ResourceArn,
      Tags: [...tagsOf(ResourceArn, call)].map(([Key, Value]) => ({ Key, Value })),
    })),
  };
}

function tagsOf(arn: string, call: Call): Map<string, string> {
  if (arn.includes(':loadbalancer/')) return findLoadBalancer(arn, call).tags;
  if (arn.includes(':targetgroup/')) return findTargetGroup(arn, call).tags;
  if (arn.includes(':listener-rule/')) return findRule(arn, call).rule.tags;
  return findListener(arn, call).tags;
}
