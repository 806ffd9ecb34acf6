import type { ServiceView, TargetHealth, TaskStop } from '../ports/aws.ts';

export interface GateView {
  /** Undefined: the stack has not made the service yet. */
  readonly service: ServiceView | undefined;
  readonly targets: TargetHealth;
  /** Tasks of other releases that must leave this slot and still run in it. */
  readonly othersRunning: number;
  /** Tasks of the release that shares the slot until it has been replaced. Their targets are not this release's. */
  readonly sharersRunning: number;
}

export type Gate =
  | { readonly kind: 'ready' }
  /** `near`: only the target group's health checks are missing, and those make no event. */
  | { readonly kind: 'wait'; readonly near: boolean; readonly reason: string }
  | { readonly kind: 'dying'; readonly reason: string };

/** That many stops for the same reason are no accident. */
const dyingStopsMin = 2;

/** Whether a release may have traffic: not yet, yes, or never. */
export function healthGate({ service, targets, othersRunning, sharersRunning }: GateView): Gate {
  const healthy = Math.max(0, targets.healthy - sharersRunning);
  if (!service) return { kind: 'wait', near: false, reason: 'the service is being created' };
  const dying = dyingReason(service);
  if (dying !== undefined && healthy < service.desired) return { kind: 'dying', reason: dying };
  if (service.running < service.desired || service.desired === 0) {
    return { kind: 'wait', near: false, reason: `${service.running} of ${service.desired} tasks run` };
  }
  if (healthy < service.desired) {
    const why = targets.reason === undefined ? '' : ` (${targets.reason})`;
    return { kind: 'wait', near: true, reason: `${healthy} of ${service.desired} targets are healthy${why}` };
  }
  if (othersRunning > 0) {
    return { kind: 'wait', near: true, reason: `${othersRunning} tasks of an older release still leave the slot` };
  }
  return { kind: 'ready' };
}

function dyingReason(service: ServiceView): string | undefined {
  const counts = new Map<string, number>();
  for (const stop of service.stops.filter(isFailure)) {
    const reason = stopReason(stop);
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const [worst] = [...counts].sort(([, one], [, other]) => other - one);
  if (worst && worst[1] >= dyingStopsMin) return `${worst[1]} tasks stopped: ${worst[0]}`;
  return service.rolloutState === 'FAILED' ? `ECS gave up: ${worst?.[0] ?? 'tasks keep failing'}` : undefined;
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
