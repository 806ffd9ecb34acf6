import { GetScheduleCommand, SchedulerClient, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { PlinthError } from '../core/errors.ts';
import type { Schedules, Target } from '../core/ports/index.ts';
import { unlessAws } from './aws-error.ts';
import { clientFor } from './clients.ts';

/** EventBridge Scheduler. */
export const schedules: Schedules = {
  async state(target, group, name) {
    const found = await find(target, group, name);
    if (!found) return undefined;
    return found.State === 'DISABLED' ? 'DISABLED' : 'ENABLED';
  },

  async turn(target, { group, name }, state) {
    const found = await find(target, group, name);
    if (!found) throw new PlinthError('NotFound', `schedule \`${group}/${name}\` does not exist`);
    // UpdateSchedule replaces the whole schedule and resets omitted fields.
    const { Arn: _arn, CreationDate: _created, LastModificationDate: _modified, $metadata: _, ...definition } = found;
    await client(target).send(
      new UpdateScheduleCommand({
        ...definition,
        Name: name,
        GroupName: group,
        ScheduleExpression: found.ScheduleExpression,
        FlexibleTimeWindow: found.FlexibleTimeWindow,
        Target: found.Target,
        State: state,
      }),
    );
  },
};

function client(target: Target): SchedulerClient {
  return clientFor(SchedulerClient, target);
}

function find(target: Target, GroupName: string, Name: string) {
  const asking = client(target).send(new GetScheduleCommand({ GroupName, Name }));
  return unlessAws(['ResourceNotFoundException'], asking, undefined);
}
