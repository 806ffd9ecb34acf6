import type { TagResourceRequest, UntagResourceRequest } from '@aws-sdk/client-ecs';
import type { Call } from '../../kernel/service.ts';
import { ecsStore, findCluster, findTaskDefinition, invalidParameter, tagList } from './store.ts';

export function tagResource(input: TagResourceRequest, call: Call) {
  const tags = tagsOf(input.resourceArn ?? '', call);
  for (const { key, value } of input.tags ?? []) tags.set(key ?? '', value ?? '');
  return {};
}

export function untagResource(input: UntagResourceRequest, call: Call) {
  const tags = tagsOf(input.resourceArn ?? '', call);
  for (const key of input.tagKeys ?? []) tags.delete(key);
  return {};
}

export function listTagsForResource(input: { resourceArn?: string }, call: Call) {
  return { tags: tagList(tagsOf(input.resourceArn ?? '', call)) };
}

function tagsOf(arn: string, call: Call): Map<string, string> {
  const store = ecsStore(call);
  if (arn.includes(':cluster/')) return findCluster(arn, call).tags;
  if (arn.includes(':task-definition/')) return findTaskDefinition(arn, call).tags;
  const tags = store.services.get(arn)?.tags ?? store.tasks.get(arn)?.tags;
  if (tags === undefined) throw invalidParameter('The specified resource is not found.');
  return tags;
}
