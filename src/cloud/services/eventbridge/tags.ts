import type {
  ListTagsForResourceCommandInput,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-eventbridge';
import { AwsError } from '../../kernel/errors.ts';
import type { Call, Operation } from '../../kernel/service.ts';
import { eventBuses } from './event-bus-store.ts';

export const tagOperations: Readonly<Record<string, Operation>> = {
  TagResource(input: TagResourceCommandInput, call: Call) {
    const { tags } = findTagged(input.ResourceARN!, call);
    for (const tag of input.Tags ?? []) tags.set(tag.Key!, tag.Value!);
    return {};
  },
  UntagResource(input: UntagResourceCommandInput, call: Call) {
    const { tags } = findTagged(input.ResourceARN!, call);
    for (const key of input.TagKeys ?? []) tags.delete(key);
    return {};
  },
  ListTagsForResource(input: ListTagsForResourceCommandInput, call: Call) {
    return { Tags: [...findTagged(input.ResourceARN!, call).tags].map(([Key, Value]) => ({ Key, Value })) };
  },
};

function findTagged(arn: string, call: Call): { tags: Map<string, string> } {
  const buses = [...eventBuses(call.kernel, call).buses.values()];
  const found = [...buses, ...buses.flatMap((bus) => [...bus.rules.values()])].find((tagged) => tagged.arn === arn);
  if (found === undefined) throw new AwsError('ResourceNotFoundException', `Resource ${arn} does not exist.`);
  return found;
}
