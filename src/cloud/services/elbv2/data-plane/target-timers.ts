import type { TimerName } from '../../../kernel/timers.ts';
import { type ElbCall, elbStore, type Target, type TargetGroup } from '../store.ts';

export interface RegisteredTarget {
  readonly group: TargetGroup;
  readonly target: Target;
}

/** The timer of a target's next health check, or of the end of its draining. */
export function targetTimer(
  name: 'check' | 'drained',
  { group, target }: RegisteredTarget,
  { account, region }: ElbCall,
): TimerName {
  return { service: 'elasticloadbalancing', name, key: `${group.arn} ${target.id}:${target.port}`, account, region };
}

export function stopTargetTimers(target: Target, group: TargetGroup, call: ElbCall): void {
  for (const name of ['check', 'drained'] as const)
    call.kernel.timers.cancel(targetTimer(name, { group, target }, call));
}

/** What a target's timer is about; undefined once the target is deregistered. */
export function targetOfTimer(key: string, call: ElbCall): RegisteredTarget | undefined {
  const [groupArn = '', targetKey = ''] = key.split(' ');
  const group = elbStore(call).targetGroups.get(groupArn);
  const target = group?.targets.get(targetKey);
  return group === undefined || target === undefined ? undefined : { group, target };
}
