import type { Action, TargetGroupTuple } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { StreamRequest } from '../../../kernel/network.ts';
import { type ElbCall, elbStore, type Target, type TargetGroup } from '../store.ts';

/** The cookie that keeps a client with a target group. */
export const STICKY_COOKIE = 'AWSALBTG';

export interface Chosen {
  readonly group: TargetGroup;
  readonly target: Target;
}

/**
 * Chooses a target group by weight, then its next target in turn. Undefined when the chosen group does not have
 * targets.
 */
export function chooseTarget(action: Action, request: StreamRequest, call: ElbCall): Chosen | undefined {
  const tuple = stickyGroup(action, request) ?? weightedGroup(action, call);
  const group = elbStore(call).targetGroups.get(tuple?.TargetGroupArn ?? '');
  if (group === undefined) return undefined;
  const usable = usableTargets(group);
  const target = usable[group.turn++ % Math.max(1, usable.length)];
  return target === undefined ? undefined : { group, target };
}

/** Healthy targets; when all are unhealthy, all of them: a load balancer fails open. */
function usableTargets(group: TargetGroup): Target[] {
  const targets = [...group.targets.values()];
  const healthy = targets.filter(({ state }) => state === 'healthy');
  return healthy.length > 0 ? healthy : targets.filter(({ state }) => state === 'unhealthy');
}

function weightedGroup(action: Action, call: ElbCall): TargetGroupTuple | undefined {
  const groups = action.ForwardConfig?.TargetGroups ?? [];
  const total = groups.reduce((sum, { Weight }) => sum + (Weight ?? 1), 0);
  let draw = call.kernel.random.next() * total;
  return groups.find(({ Weight }) => {
    draw -= Weight ?? 1;
    return draw < 0;
  });
}

function stickyGroup(action: Action, request: StreamRequest): TargetGroupTuple | undefined {
  if (action.ForwardConfig?.TargetGroupStickinessConfig?.Enabled !== true) return undefined;
  const cookie = new RegExp(`(?:^|;\\s*)${STICKY_COOKIE}=([^;]+)`).exec(request.headers.cookie ?? '')?.[1];
  return action.ForwardConfig.TargetGroups?.find(
    ({ TargetGroupArn, Weight }) => stickyValue(TargetGroupArn!) === cookie && Weight !== 0,
  );
}

/** A target group in the stickiness cookie. */
export function stickyValue(targetGroupArn: string): string {
  return Buffer.from(targetGroupArn.split(':').at(-1)!).toString('base64url');
}
