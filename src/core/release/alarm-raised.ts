import { z } from 'zod';
import type { Operation } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { failureOfError } from '../operation/failure-from.ts';
import { machineOf } from '../operation/operation-state.ts';
import type { Ports } from '../ports/index.ts';
import { raisedAlarm } from './raised-alarm.ts';
import { findResolved, type ResolvedRelease } from './resolved-release.ts';

/** EventBridge's `CloudWatch Alarm State Change`, of an alarm that went into state ALARM. */
export const AlarmRaised = z.object({ detail: z.object({ alarmName: z.string() }) });
export type AlarmRaised = z.infer<typeof AlarmRaised>;

type AlarmPorts = Pick<Ports, 'state' | 'workflows' | 'alarms'>;

/**
 * Ends the wait of each release that is watched with this alarm, so that it is taken back at once instead of at the next look. The
 * alarm is read again: events may be late or doubled. A lost event costs the time until the next look.
 */
export async function alarmRaised({ detail: { alarmName } }: AlarmRaised, ports: AlarmPorts): Promise<void> {
  for (const operation of await ports.state.listOpenOperations()) {
    if (operation.status !== 'running' || machineOf(operation) !== 'release') continue;
    const resolved = await findResolved(operation.id, ports);
    if (resolved?.alarms.includes(alarmName)) await endWatch(operation, resolved, ports);
  }
}

async function endWatch(operation: Operation, resolved: ResolvedRelease, ports: AlarmPorts): Promise<void> {
  const raised = await raisedAlarm(resolved, ports);
  if (raised === undefined) return;
  const failure = failureOfError(new PlinthError('AlarmRaised', raised));
  for (const name of watchNames(operation.id, resolved)) {
    const watch = ports.workflows.executionArn('watch', name);
    await ports.workflows.stop(watch, JSON.stringify(failure), 'AlarmRaised');
  }
}

/** Names of the executions that watch a release, as the machine `release` gives them: the bake's, and one for each step. */
export function watchNames(operationId: string, { schedule }: Pick<ResolvedRelease, 'schedule'>): readonly string[] {
  const steps = schedule.slice(1).map((_, index) => `${operationId}-watch-${index + 1}`);
  return [`${operationId}-bake`, ...steps];
}
