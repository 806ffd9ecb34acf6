import type { ObservedWorkload, TargetHealth, TaskStop, Workload } from '../ports/index.ts';

/** What was read from AWS about a release, at one time. */
export interface ObservedRelease {
  readonly kind: Workload['kind'];
  /** Undefined: its stack has not created it yet. */
  readonly workload: ObservedWorkload | undefined;
  /** Of the slot's target group. Undefined: no load balancer sends requests to the release. */
  readonly targets: TargetHealth | undefined;
  /** Running tasks of other releases that must leave this slot. */
  readonly occupantsRunning: number;
  /** Running tasks of the release that shares the slot until this one replaces it. Their targets are not this release's. */
  readonly sharersRunning: number;
  /** How long ago the newest task was started. */
  readonly newestSeconds: number | undefined;
}

export type ReleaseHealth =
  | { readonly kind: 'healthy' }
  /** `wakeBy`: whether an event announces the next change, or only a poll sees it, as with health checks of targets. */
  | { readonly kind: 'starting'; readonly wakeBy: 'event' | 'poll'; readonly reason: string }
  | { readonly kind: 'unhealthy'; readonly reason: string };

/** So many stops for the same reason are not a coincidence. */
const sameStopsMin = 2;

/** Without health checks, a task that ran this long counts as started. */
const startedSecondsMin = 10;

const NAMES: Readonly<Record<Workload['kind'], string>> = {
  service: 'the ECS service',
  'scaling-group': 'the Auto Scaling group',
  schedule: 'the schedule',
};

/** Whether a release may receive traffic: yes, not yet, or never. */
export function releaseHealth(observed: ObservedRelease): ReleaseHealth {
  const { kind, workload } = observed;
  const onlyPolled = kind !== 'service';
  const wakeBy = onlyPolled ? 'poll' : 'event';
  if (!workload) return { kind: 'starting', wakeBy, reason: `${NAMES[kind]} does not exist yet` };
  const health = observed.targets
    ? servingHealth(workload, observed.targets, observed.sharersRunning)
    : runningHealth(workload, observed.newestSeconds);
  if (health.kind === 'starting' && onlyPolled) return { ...health, wakeBy };
  if (health.kind === 'healthy' && observed.occupantsRunning > 0) {
    const reason = `${observed.occupantsRunning} tasks of an older release still run in the slot`;
    return { kind: 'starting', wakeBy: 'poll', reason };
  }
  return health;
}

/**
 * Why a release that was healthy is unhealthy now; undefined while it is healthy. `healthyBefore` of its targets were
 * healthy when it was. A task that does not run yet proves nothing: autoscaling has just asked for it, or it replaces one
 * that was interrupted.
 */
export function unhealthyReason(observed: ObservedRelease, healthyBefore: number): string | undefined {
  const { kind, workload, targets, sharersRunning } = observed;
  if (!workload) return targets && `${NAMES[kind]} no longer exists`;
  const stops = repeatedStopReason(workload);
  if (!targets) return stops;
  const healthy = ownHealthy(targets, sharersRunning);
  if (stops !== undefined && healthy < workload.desired) return stops;
  const wanted = Math.min(workload.desired, healthyBefore);
  const isUnhealthy = healthy === 0 || (targets.failing > 0 && healthy < wanted);
  return isUnhealthy ? targetsReason(healthy, wanted, targets) : undefined;
}

/** What serves users is judged by the load balancer's checks. */
function servingHealth(workload: ObservedWorkload, targets: TargetHealth, sharersRunning: number): ReleaseHealth {
  const healthy = ownHealthy(targets, sharersRunning);
  const stops = repeatedStopReason(workload);
  if (stops !== undefined && healthy < workload.desired) return { kind: 'unhealthy', reason: stops };
  if (workload.running < workload.desired || workload.desired === 0) return waitingForTasks(workload);
  if (healthy < workload.desired) {
    return { kind: 'starting', wakeBy: 'poll', reason: targetsReason(healthy, workload.desired, targets) };
  }
  return { kind: 'healthy' };
}

/** Without health checks, and as it may scale itself to zero: all tasks run, and none keeps stopping. */
function runningHealth(workload: ObservedWorkload, newestSeconds: number | undefined): ReleaseHealth {
  const stops = repeatedStopReason(workload);
  if (stops !== undefined) return { kind: 'unhealthy', reason: stops };
  if (workload.running < workload.desired) return waitingForTasks(workload);
  if (workload.running > 0 && newestSeconds !== undefined && newestSeconds < startedSecondsMin) {
    return {
      kind: 'starting',
      wakeBy: 'poll',
      reason: `its newest task was started less than ${startedSecondsMin} s ago`,
    };
  }
  return { kind: 'healthy' };
}

function waitingForTasks({ running, desired }: ObservedWorkload): ReleaseHealth {
  return { kind: 'starting', wakeBy: 'event', reason: `${running} of ${desired} tasks are running` };
}

/** Targets of the release that shares the slot are healthy too, and not this one's. */
function ownHealthy(targets: TargetHealth, sharersRunning: number): number {
  return Math.max(0, targets.healthy - sharersRunning);
}

function targetsReason(healthy: number, wanted: number, { reason }: TargetHealth): string {
  return `${healthy} of ${wanted} targets are healthy${reason === undefined ? '' : ` (${reason})`}`;
}

function repeatedStopReason(workload: ObservedWorkload): string | undefined {
  const counts = new Map<string, number>();
  for (const stop of workload.stops.filter(isFailure)) {
    const reason = stopReason(stop);
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const [worst] = [...counts].sort(([, one], [, other]) => other - one);
  if (worst && worst[1] >= sameStopsMin) return `${worst[1]} tasks stopped: ${worst[0]}`;
  return workload.rolloutState === 'FAILED'
    ? `ECS stopped the deployment: ${worst?.[0] ?? 'its tasks keep failing'}`
    : undefined;
}

/**
 * Whether a stop counts against the image. Interruptions of Spot capacity, StopTask calls and the scheduler's own scaling and
 * deployments do not; a stop by the scheduler after failed health checks does.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html#ECS-Type-Task-stopCode
 */
function isFailure({ reason, stopCode }: TaskStop): boolean {
  switch (stopCode) {
    case 'SpotInterruption':
    case 'TerminationNotice':
    case 'UserInitiated':
      return false;
    case 'ServiceSchedulerInitiated':
      return /health check/i.test(reason);
    default:
      return !/spot task was interrupted|scaling activity|user initiated|deployment replaced|service deleted/i.test(
        reason,
      );
  }
}

/** Ids and addresses differ from task to task where the reason is the same. */
function stopReason({ reason, exitCode }: TaskStop): string {
  const plain = reason
    .replace(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, '<address>')
    .replace(/\b[0-9a-f]{32}\b/g, '<id>')
    .replace(/arn:aws\S+/g, '<arn>');
  return exitCode === undefined || plain.includes(`exit code ${exitCode}`) ? plain : `${plain}, exit code ${exitCode}`;
}
