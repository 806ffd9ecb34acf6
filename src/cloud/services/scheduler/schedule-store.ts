import type { CreateScheduleCommandInput } from '@aws-sdk/client-scheduler';
import { AwsError } from '../../kernel/errors.ts';
import type { AccountRegion, Call, Kernel } from '../../kernel/service.ts';

/** The definition of a schedule, with the API's names. */
export type ScheduleDefinition = Omit<CreateScheduleCommandInput, 'Name' | 'GroupName' | 'ClientToken'>;

export interface Schedule {
  readonly name: string;
  readonly group: string;
  readonly arn: string;
  readonly createdAtMs: number;
  modifiedAtMs: number;
  definition: ScheduleDefinition;
  /** Start of the definition, from which rates count. */
  startedAtMs: number;
}

export interface ScheduleGroup {
  readonly name: string;
  readonly arn: string;
  readonly createdAtMs: number;
  readonly schedules: Map<string, Schedule>;
  tags: Map<string, string>;
}

/** The schedule groups of an account and region. `default` always exists. */
export function scheduleGroups(kernel: Kernel, accountRegion: AccountRegion): Map<string, ScheduleGroup> {
  return kernel.store(
    'scheduler',
    accountRegion,
    () => new Map([['default', newGroup('default', kernel, accountRegion)]]),
  );
}

export function newGroup(name: string, kernel: Kernel, accountRegion: AccountRegion): ScheduleGroup {
  return {
    name,
    arn: `arn:aws:scheduler:${accountRegion.region}:${accountRegion.account}:schedule-group/${name}`,
    createdAtMs: kernel.clock.now(),
    schedules: new Map(),
    tags: new Map(),
  };
}

export function findGroup(name: string | undefined, call: Call): ScheduleGroup {
  const group = scheduleGroups(call.kernel, call).get(name ?? 'default');
  if (group === undefined) {
    throw new AwsError('ResourceNotFoundException', `Schedule group ${name} does not exist.`, 404);
  }
  return group;
}

export function findSchedule(
  input: { Name?: string | undefined; GroupName?: string | undefined },
  call: Call,
): Schedule {
  const schedule = findGroup(input.GroupName, call).schedules.get(input.Name!);
  if (schedule === undefined) {
    throw new AwsError('ResourceNotFoundException', `Schedule ${input.Name} does not exist.`, 404);
  }
  return schedule;
}
