import type { CreateScheduleCommandInput } from '@aws-sdk/client-scheduler';
import { AwsError } from '../../kernel/errors.ts';
import type { Call, Kernel, Place } from '../../kernel/service.ts';

/** What a schedule says; the names are the API's. */
export type ScheduleDefinition = Omit<CreateScheduleCommandInput, 'Name' | 'GroupName' | 'ClientToken'>;

export interface Schedule {
  readonly name: string;
  readonly group: string;
  readonly arn: string;
  readonly createdAtMs: number;
  modifiedAtMs: number;
  definition: ScheduleDefinition;
  stop: () => void;
}

export interface ScheduleGroup {
  readonly name: string;
  readonly arn: string;
  readonly createdAtMs: number;
  readonly schedules: Map<string, Schedule>;
  tags: Map<string, string>;
}

/** The schedule groups of a place. `default` is always there. */
export function scheduleGroups(kernel: Kernel, place: Place): Map<string, ScheduleGroup> {
  return kernel.store('scheduler', place, () => new Map([['default', newGroup('default', kernel, place)]]));
}

export function newGroup(name: string, kernel: Kernel, place: Place): ScheduleGroup {
  return {
    name,
    arn: `arn:aws:scheduler:${place.region}:${place.account}:schedule-group/${name}`,
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
