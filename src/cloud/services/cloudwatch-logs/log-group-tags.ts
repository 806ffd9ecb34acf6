import type { Call } from '../../kernel/service.ts';
import { findGroup, type LogGroup } from './logs-store.ts';

/** Tag operations by ARN, and the older ones by group name: they work on the same tags. */
export const logGroupTagOperations = {
  TagResource: (input: { resourceArn: string; tags: Record<string, string> }, call: Call) =>
    tag(findGroup(call, input.resourceArn), input.tags),
  UntagResource: (input: { resourceArn: string; tagKeys: string[] }, call: Call) =>
    untag(findGroup(call, input.resourceArn), input.tagKeys),
  ListTagsForResource: (input: { resourceArn: string }, call: Call) => ({
    tags: Object.fromEntries(findGroup(call, input.resourceArn).tags),
  }),
  TagLogGroup: (input: { logGroupName: string; tags: Record<string, string> }, call: Call) =>
    tag(findGroup(call, input.logGroupName), input.tags),
  UntagLogGroup: (input: { logGroupName: string; tags: string[] }, call: Call) =>
    untag(findGroup(call, input.logGroupName), input.tags),
  ListTagsLogGroup: (input: { logGroupName: string }, call: Call) => ({
    tags: Object.fromEntries(findGroup(call, input.logGroupName).tags),
  }),
};

function tag(group: LogGroup, tags: Record<string, string>): object {
  for (const [key, value] of Object.entries(tags)) group.tags.set(key, value);
  return {};
}

function untag(group: LogGroup, keys: readonly string[]): object {
  for (const key of keys) group.tags.delete(key);
  return {};
}
