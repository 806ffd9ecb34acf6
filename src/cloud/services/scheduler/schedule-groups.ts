import type {
  CreateScheduleGroupCommandInput,
  DeleteScheduleGroupCommandInput,
  GetScheduleGroupCommandInput,
  ListScheduleGroupsCommandInput,
  ListTagsForResourceCommandInput,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-scheduler';
import { AwsError } from '../../kernel/errors.ts';
import { page } from '../../kernel/page.ts';
import type { Call, Operation } from '../../kernel/service.ts';
import { stopSchedule } from './run-schedule.ts';
import { findGroup, newGroup, type ScheduleGroup, scheduleGroups } from './schedule-store.ts';

const GROUPS_PER_PAGE_MAX = 100;

export const scheduleGroupOperations: Readonly<Record<string, Operation>> = {
  CreateScheduleGroup: createScheduleGroup,
  DeleteScheduleGroup: deleteScheduleGroup,
  GetScheduleGroup: (input: GetScheduleGroupCommandInput, call: Call) => view(findGroup(input.Name, call)),
  ListScheduleGroups: listScheduleGroups,
  TagResource: tagResource,
  UntagResource: untagResource,
  ListTagsForResource: listTagsForResource,
};

export function createScheduleGroup(input: CreateScheduleGroupCommandInput, call: Call) {
  const groups = scheduleGroups(call.kernel, call);
  if (groups.has(input.Name!)) {
    throw new AwsError('ConflictException', `Schedule group ${input.Name} already exists.`, 409);
  }
  const group = newGroup(input.Name!, call.kernel, call);
  group.tags = new Map((input.Tags ?? []).map((tag) => [tag.Key!, tag.Value!]));
  groups.set(group.name, group);
  return { ScheduleGroupArn: group.arn };
}

/** Deletes the group with its schedules. */
export function deleteScheduleGroup(input: DeleteScheduleGroupCommandInput, call: Call) {
  const group = findGroup(input.Name, call);
  if (group.name === 'default')
    throw new AwsError('ValidationException', 'The default schedule group cannot be deleted.');
  for (const schedule of group.schedules.values()) stopSchedule(schedule, call);
  scheduleGroups(call.kernel, call).delete(group.name);
  return {};
}

function listScheduleGroups(input: ListScheduleGroupsCommandInput, call: Call) {
  const groups = [...scheduleGroups(call.kernel, call).values()].filter(({ name }) =>
    name.startsWith(input.NamePrefix ?? ''),
  );
  const { items, nextToken } = page(groups, { limit: input.MaxResults ?? GROUPS_PER_PAGE_MAX, token: input.NextToken });
  return { ScheduleGroups: items.map(view), NextToken: nextToken };
}

function tagResource(input: TagResourceCommandInput, call: Call) {
  const { tags } = byArn(input.ResourceArn!, call);
  for (const tag of input.Tags ?? []) tags.set(tag.Key!, tag.Value!);
  return {};
}

function untagResource(input: UntagResourceCommandInput, call: Call) {
  const { tags } = byArn(input.ResourceArn!, call);
  for (const key of input.TagKeys ?? []) tags.delete(key);
  return {};
}

function listTagsForResource(input: ListTagsForResourceCommandInput, call: Call) {
  return { Tags: [...byArn(input.ResourceArn!, call).tags].map(([Key, Value]) => ({ Key, Value })) };
}

function byArn(arn: string, call: Call): ScheduleGroup {
  return findGroup(arn.split('/').at(-1), call);
}

function view(group: ScheduleGroup) {
  return {
    Arn: group.arn,
    Name: group.name,
    State: 'ACTIVE',
    CreationDate: new Date(group.createdAtMs),
    LastModificationDate: new Date(group.createdAtMs),
  };
}
