import type {
  CreateScheduleCommandInput,
  DeleteScheduleCommandInput,
  GetScheduleCommandInput,
  ListSchedulesCommandInput,
  UpdateScheduleCommandInput,
} from '@aws-sdk/client-scheduler';
import { AwsError } from '../../kernel/errors.ts';
import { page } from '../../kernel/page.ts';
import { scheduleExpression } from '../../kernel/schedule-expression.ts';
import type { Call, Operation } from '../../kernel/service.ts';
import { runSchedule, stopSchedule } from './run-schedule.ts';
import { findGroup, findSchedule, type Schedule, type ScheduleDefinition, scheduleGroups } from './schedule-store.ts';
import { checkTarget } from './target-call.ts';

const SCHEDULES_PER_PAGE_MAX = 100;

export const scheduleOperations: Readonly<Record<string, Operation>> = {
  CreateSchedule: createSchedule,
  UpdateSchedule: updateSchedule,
  DeleteSchedule: deleteSchedule,
  GetSchedule: (input: GetScheduleCommandInput, call: Call) => view(findSchedule(input, call)),
  ListSchedules: listSchedules,
};

export function createSchedule(input: CreateScheduleCommandInput, call: Call) {
  const { Name, GroupName, ClientToken: _token, ...definition } = input;
  const group = findGroup(GroupName, call);
  check(Name!, definition, call);
  if (group.schedules.has(Name!)) {
    throw new AwsError('ConflictException', `Schedule ${Name} already exists.`, 409);
  }
  const nowMs = call.kernel.clock.now();
  const schedule: Schedule = {
    name: Name!,
    group: group.name,
    arn: `arn:aws:scheduler:${call.region}:${call.account}:schedule/${group.name}/${Name}`,
    createdAtMs: nowMs,
    modifiedAtMs: nowMs,
    definition,
    startedAtMs: nowMs,
  };
  group.schedules.set(schedule.name, schedule);
  runSchedule(schedule, call);
  return { ScheduleArn: schedule.arn };
}

/** Replaces the whole schedule: an omitted member gets its default. */
export function updateSchedule(input: UpdateScheduleCommandInput, call: Call) {
  const { Name, GroupName, ClientToken: _token, ...definition } = input;
  const schedule = findSchedule({ Name, GroupName }, call);
  check(schedule.name, definition, call);
  schedule.definition = definition;
  schedule.modifiedAtMs = call.kernel.clock.now();
  runSchedule(schedule, call);
  return { ScheduleArn: schedule.arn };
}

export function deleteSchedule(input: DeleteScheduleCommandInput, call: Call) {
  const schedule = findSchedule(input, call);
  stopSchedule(schedule, call);
  findGroup(schedule.group, call).schedules.delete(schedule.name);
  return {};
}

function check(name: string, definition: ScheduleDefinition, call: Call): void {
  if (!/^[\w.-]{1,64}$/.test(name)) throw invalid(`Name ${name} is not valid.`);
  const mode = definition.FlexibleTimeWindow?.Mode;
  if (mode !== 'OFF' && !(mode === 'FLEXIBLE' && definition.FlexibleTimeWindow?.MaximumWindowInMinutes)) {
    throw invalid('FlexibleTimeWindow is OFF, or FLEXIBLE with MaximumWindowInMinutes.');
  }
  try {
    scheduleExpression(definition.ScheduleExpression!, 0, definition.ScheduleExpressionTimezone);
  } catch {
    throw invalid(`Invalid Schedule Expression ${definition.ScheduleExpression}.`);
  }
  checkTimeZone(definition.ScheduleExpressionTimezone);
  if (definition.EndDate !== undefined && definition.EndDate.getTime() <= call.kernel.clock.now()) {
    throw invalid('EndDate must be in the future.');
  }
  checkTarget(definition.Target!);
}

function checkTimeZone(timeZone: string | undefined): void {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: timeZone ?? 'UTC' });
  } catch {
    throw invalid(`Invalid ScheduleExpressionTimezone ${timeZone}.`);
  }
}

function listSchedules(input: ListSchedulesCommandInput, call: Call) {
  const groups =
    input.GroupName === undefined
      ? [...scheduleGroups(call.kernel, call).values()]
      : [findGroup(input.GroupName, call)];
  const schedules = groups
    .flatMap((group) => [...group.schedules.values()])
    .filter(({ name }) => name.startsWith(input.NamePrefix ?? ''))
    .filter(({ definition }) => input.State === undefined || (definition.State ?? 'ENABLED') === input.State);
  const limit = input.MaxResults ?? SCHEDULES_PER_PAGE_MAX;
  const { items, nextToken } = page(schedules, { limit, token: input.NextToken });
  return {
    Schedules: items.map((schedule) => {
      const { Arn, Name, GroupName, State, CreationDate, LastModificationDate, Target } = view(schedule);
      return { Arn, Name, GroupName, State, CreationDate, LastModificationDate, Target: { Arn: Target?.Arn } };
    }),
    NextToken: nextToken,
  };
}

function view(schedule: Schedule) {
  return {
    ...schedule.definition,
    Arn: schedule.arn,
    Name: schedule.name,
    GroupName: schedule.group,
    State: schedule.definition.State ?? 'ENABLED',
    ScheduleExpressionTimezone: schedule.definition.ScheduleExpressionTimezone ?? 'UTC',
    ActionAfterCompletion: schedule.definition.ActionAfterCompletion ?? 'NONE',
    CreationDate: new Date(schedule.createdAtMs),
    LastModificationDate: new Date(schedule.modifiedAtMs),
  };
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
