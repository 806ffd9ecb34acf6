import { describe, expect, test } from 'vitest';
import type { TaskStop } from '../../../src/core/ports/index.ts';
import { type ObservedRelease, releaseHealth, unhealthyReason } from '../../../src/core/release/health.ts';

const exited = { stopCode: 'EssentialContainerExited', reason: 'Essential container in task exited', exitCode: 1 };
const scheduler = (reason: string) => ({ stopCode: 'ServiceSchedulerInitiated', reason });

/** A worker whose one task stopped twice in this way, and runs again. */
function stopped(stop: Omit<TaskStop, 'taskArn'>): ObservedRelease {
  return {
    kind: 'service',
    workload: { desired: 1, running: 1, digests: [], stops: [one(stop), one(stop)] },
    targets: undefined,
    occupantsRunning: 0,
    sharersRunning: 0,
    newestSeconds: 60,
  };
}

function one(stop: Omit<TaskStop, 'taskArn'>): TaskStop {
  return { taskArn: 'arn:task', ...stop };
}

describe('two stops for the same reason', () => {
  test.each<[string, Omit<TaskStop, 'taskArn'>]>([
    ['an interruption of Spot capacity', { stopCode: 'SpotInterruption', reason: 'Your Spot Task was interrupted.' }],
    ['a Spot termination notice', { stopCode: 'TerminationNotice', reason: 'Spot capacity is reclaimed' }],
    ['a Spot interruption without a stop code', { reason: 'Your Spot Task was interrupted.' }],
    ['a StopTask call', { stopCode: 'UserInitiated', reason: 'Task stopped by user' }],
    ['a scale-in', scheduler('Scaling activity initiated by (deployment ecs-svc/1)')],
    ['a deployment', scheduler('Scaling activity initiated by deployment')],
    [
      'an infrastructure maintenance by the scheduler',
      scheduler('Amazon ECS is performing maintenance on the underlying infrastructure'),
    ],
  ])('by %s prove nothing about the image', (_, stop) => {
    expect(releaseHealth(stopped(stop))).toEqual({ kind: 'healthy' });
    expect(unhealthyReason(stopped(stop), 1)).toBeUndefined();
  });

  test.each<[string, Omit<TaskStop, 'taskArn'>]>([
    ['an exit', exited],
    ['an exit without a stop code', { reason: 'Essential container in task exited', exitCode: 1 }],
    ['a start that failed', { stopCode: 'TaskFailedToStart', reason: 'CannotPullContainerError' }],
    ['failed checks of the load balancer', scheduler('Task failed ELB health checks in (target-group arn:aws:one)')],
    ['failed checks of the container', scheduler('Task failed container health checks')],
  ])('by %s make the release unhealthy', (_, stop) => {
    expect(releaseHealth(stopped(stop)).kind).toBe('unhealthy');
    expect(unhealthyReason(stopped(stop), 1)).toContain('2 tasks stopped: ');
  });
});
