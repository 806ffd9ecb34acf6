import { AwsError } from '../../../kernel/errors.ts';
import { targetOf } from '../lifecycle/register-task.ts';
import type { EcsCall, Task } from '../store.ts';

/** `unhealthy` carries the target group whose checks fail, and the reason. */
export type TaskHealth =
  | { readonly kind: 'starting' }
  | { readonly kind: 'healthy' }
  | { readonly kind: 'unhealthy'; readonly targetGroupArn: string; readonly port: number; readonly reason: string };

interface HealthAnswer {
  readonly TargetHealthDescriptions: {
    readonly Target: { readonly Id: string; readonly Port: number };
    readonly TargetHealth: { readonly State: string; readonly Reason?: string; readonly Description?: string };
  }[];
}

/** Health of tasks as their load balancers see it. Without one, a running task is healthy. */
export async function taskHealth(tasks: readonly Task[], call: EcsCall): Promise<Map<Task, TaskHealth>> {
  const groups = new Set(
    tasks.flatMap(({ owner }) => owner?.deployment.loadBalancers.map((each) => each.targetGroupArn!) ?? []),
  );
  const states = new Map<string, { state: string; reason: string }>();
  for (const TargetGroupArn of groups) {
    for (const { Target, TargetHealth } of await targetsOf(TargetGroupArn, call)) {
      const reason = TargetHealth.Description ?? TargetHealth.Reason ?? '';
      states.set(`${TargetGroupArn} ${Target.Id}:${Target.Port}`, { state: TargetHealth.State, reason });
    }
  }
  return new Map(tasks.map((task) => [task, healthOf(task, states)]));
}

function healthOf(task: Task, states: ReadonlyMap<string, { state: string; reason: string }>): TaskHealth {
  if (task.lastStatus !== 'RUNNING') return { kind: 'starting' };
  let isStarting = false;
  for (const loadBalancer of task.owner?.deployment.loadBalancers ?? []) {
    const { Id, Port } = targetOf(task, loadBalancer);
    const target = states.get(`${loadBalancer.targetGroupArn} ${Id}:${Port}`);
    if (target?.state === 'unhealthy') {
      return { kind: 'unhealthy', targetGroupArn: loadBalancer.targetGroupArn!, port: Port!, reason: target.reason };
    }
    // A target group without a listener is not checked and does not delay a task's health.
    if (target?.state !== 'healthy' && target?.state !== 'unused') isStarting = true;
  }
  return { kind: isStarting ? 'starting' : 'healthy' };
}

async function targetsOf(TargetGroupArn: string, call: EcsCall): Promise<HealthAnswer['TargetHealthDescriptions']> {
  try {
    const answer = await call.kernel.invoke<HealthAnswer>(
      'elasticloadbalancing',
      'DescribeTargetHealth',
      { TargetGroupArn },
      call,
    );
    return answer.TargetHealthDescriptions;
  } catch (error) {
    if (error instanceof AwsError && error.code === 'TargetGroupNotFound') return [];
    throw error;
  }
}
