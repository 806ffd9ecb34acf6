import type { ListTagsForResourceInput, TagResourceInput, UntagResourceInput } from '@aws-sdk/client-sfn';
import { AwsError } from '../../../kernel/errors.ts';
import type { Call } from '../../../kernel/service.ts';
import { sfnStore } from '../sfn-store.ts';

const TAGS_MAX = 50;

export function tagResource(input: TagResourceInput, call: Call) {
  const tags = tagsOf(call, input.resourceArn!);
  const given = (input.tags ?? []).map(({ key, value }) => [key!, value ?? ''] as const);
  if (new Map([...tags, ...given]).size > TAGS_MAX) {
    throw new AwsError('TooManyTags', `'${input.resourceArn}' would have more than ${TAGS_MAX} tags`);
  }
  for (const [key, value] of given) tags.set(key, value);
  return {};
}

export function untagResource(input: UntagResourceInput, call: Call) {
  const tags = tagsOf(call, input.resourceArn!);
  for (const key of input.tagKeys ?? []) tags.delete(key);
  return {};
}

export function listTagsForResource(input: ListTagsForResourceInput, call: Call) {
  return { tags: [...tagsOf(call, input.resourceArn!)].map(([key, value]) => ({ key, value })) };
}

function tagsOf(call: Call, arn: string): Map<string, string> {
  const { machines, activities } = sfnStore(call.kernel, call);
  const resource = machines.get(arn) ?? activities.get(arn);
  if (resource === undefined) throw new AwsError('ResourceNotFound', `Resource not found: '${arn}'`);
  return resource.tags;
}
