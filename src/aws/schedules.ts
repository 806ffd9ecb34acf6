import { GetScheduleCommand, SchedulerClient, UpdateScheduleCommand } from '@aws-sdk/client-scheduler';
import { PlinthError } from '../core/errors.ts';
import type { ObservedWorkload, ScheduleState, Target } from '../core/ports/index.ts';
import { unlessAws } from './aws-error.ts';
import { clientFor } from './clients.ts';

/** A schedule's tasks are not its own: it starts them and does not follow them. Undefined when there is no such schedule. */
export async function observeSchedule(
  target: Target,
  group: string,
  name: string,
): Promise<ObservedWorkload | undefined> {
  const found = await find(target, group, name);
  if (!found) return undefined;
  const scheduleState = found.State === 'DISABLED' ? 'DISABLED' : 'ENABLED';
  return { desired: 0, running: 0, digests: [], stops: [], scheduleState };
}

/** Changes nothing else about the schedule. Throws NotFound when there is none. */
export async function setScheduleState(
  target: Target,
  { group, name }: { readonly group: string; readonly name: string },
  state: ScheduleState,
): Promise<void> {
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
}

function client(target: Target): SchedulerClient {
  return clientFor(SchedulerClient, target);
}

function find(target: Target, GroupName: string, Name: string) {
  const asking = client(target).send(new GetScheduleCommand({ GroupName, Name }));
  return unlessAws(['ResourceNotFoundException'], asking, undefined);
}
