import type { TargetHealth, TaskStop, WorkloadView } from '../ports/aws.ts';
import type { Workload } from './workload.ts';

export interface GateView {
  readonly kind: Workload['kind'];
  /** Undefined: the stack has not made it yet. */
  readonly workload: WorkloadView | undefined;
  /** The load balancer's view of the slot. Undefined: it sends nothing there, so running is all that can be asked for. */
  readonly targets: TargetHealth | undefined;
  /** Tasks of other releases that must leave this slot and still run in it. */
  readonly othersRunning: number;
  /** Tasks of the release that shares the slot until it has been replaced. Their targets are not this release's. */
  readonly sharersRunning: number;
  /** How long ago the newest task was started. */
  readonly newestSeconds: number | undefined;
}

export type Gate =
  | { readonly kind: 'ready' }
  /** `near`: only the target group's health checks are missing, and those make no event. */
  | { readonly kind: 'wait'; readonly near: boolean; readonly reason: string }
  | { readonly kind: 'dying'; readonly reason: string };

/** That many stops for the same reason are no accident. */
const dyingStopsMin = 2;

/** Without health checks, that long after its start a task is taken to have come up. */
const settledSecondsMin = 10;

const ABSENT: Readonly<Record<Workload['kind'], string>> = {
  service: 'the service is being created',
  machines: 'the scaling group is being created',
  schedule: 'the schedule is being created',
};

const GONE: Readonly<Record<Workload['kind'], string>> = {
  service: 'the service is gone',
  machines: 'the scaling group is gone',
  schedule: 'the schedule is gone',
};

/** Whether a release may have traffic: not yet, yes, or never. */
export function healthGate(view: GateView): Gate {
  const { kind, workload } = view;
  // Only ECS makes events of what happens.
  const isSilent = kind !== 'service';
  if (!workload) return { kind: 'wait', near: isSilent, reason: ABSENT[kind] };
  const gate = view.targets
    ? servingGate(workload, view.targets, view.sharersRunning)
    : steadyGate(workload, view.newestSeconds);
  if (gate.kind === 'wait') return { ...gate, near: gate.near || isSilent };
  if (gate.kind === 'ready' && view.othersRunning > 0) {
    return { kind: 'wait', near: true, reason: `${view.othersRunning} tasks of an older release still leave the slot` };
  }
  return gate;
}

/**
 * Why a release that was ready is no longer fit for users, in words; undefined while it is. `enough` targets were healthy
 * when it was ready. A task that does not run yet says nothing: autoscaling has just asked for it, or it takes the place of
 * one that was interrupted.
 */
export function fellSick({ kind, workload, targets, sharersRunning }: GateView, enough: number): string | undefined {
  if (!workload) return targets && GONE[kind];
  const dying = dyingReason(workload);
  if (!targets) return dying;
  const healthy = ownHealthy(targets, sharersRunning);
  if (dying !== undefined && healthy < workload.desired) return dying;
  const wanted = Math.min(workload.desired, enough);
  const isSick = healthy === 0 || (targets.failing > 0 && healthy < wanted);
  return isSick ? healthReason(healthy, wanted, targets) : undefined;
}

/** What serves users is judged by the load balancer's checks. */
function servingGate(workload: WorkloadView, targets: TargetHealth, sharersRunning: number): Gate {
  const healthy = ownHealthy(targets, sharersRunning);
  const dying = dyingReason(workload);
  if (dying !== undefined && healthy < workload.desired) return { kind: 'dying', reason: dying };
  if (workload.running < workload.desired || workload.desired === 0) {
    return { kind: 'wait', near: false, reason: `${workload.running} of ${workload.desired} tasks run` };
  }
  if (healthy < workload.desired) {
    return { kind: 'wait', near: true, reason: healthReason(healthy, workload.desired, targets) };
  }
  return { kind: 'ready' };
}

/** Targets of the release that shares the slot are healthy too, and not this one's. */
function ownHealthy(targets: TargetHealth, sharersRunning: number): number {
  return Math.max(0, targets.healthy - sharersRunning);
}

function healthReason(healthy: number, wanted: number, { reason }: TargetHealth): string {
  return `${healthy} of ${wanted} targets are healthy${reason === undefined ? '' : ` (${reason})`}`;
}

/** Nobody checks what serves no users, and it may scale itself to nothing: all of it runs, and none keeps dying. */
function steadyGate(workload: WorkloadView, newestSeconds: number | undefined): Gate {
  const dying = dyingReason(workload);
  if (dying !== undefined) return { kind: 'dying', reason: dying };
  if (workload.running < workload.desired) {
    return { kind: 'wait', near: false, reason: `${workload.running} of ${workload.desired} tasks run` };
  }
  if (workload.running > 0 && newestSeconds !== undefined && newestSeconds < settledSecondsMin) {
    return { kind: 'wait', near: true, reason: 'its tasks were started moments ago' };
  }
  return { kind: 'ready' };
}

function dyingReason(workload: WorkloadView): string | undefined {
  const counts = new Map<string, number>();
  for (const stop of workload.stops.filter(isFailure)) {
    const reason = stopReason(stop);
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const [worst] = [...counts].sort(([, one], [, other]) => other - one);
  if (worst && worst[1] >= dyingStopsMin) return `${worst[1]} tasks stopped: ${worst[0]}`;
  return workload.rolloutState === 'FAILED' ? `ECS gave up: ${worst?.[0] ?? 'tasks keep failing'}` : undefined;
}

/** Stops that somebody asked for say nothing about the image. */
function isFailure(stop: TaskStop): boolean {
  return !/scaling activity|user initiated|deployment replaced|service deleted/i.test(stop.reason);
}

/** Ids and addresses differ from task to task where the reason is the same. */
function stopReason({ reason, exitCode }: TaskStop): string {
  const plain = reason
    .replace(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, '<address>')
    .replace(/\b[0-9a-f]{32}\b/g, '<id>')
    .replace(/arn:aws\S+/g, '<arn>');
  return exitCode === undefined || plain.includes(`exit code ${exitCode}`) ? plain : `${plain}, exit code ${exitCode}`;
}
