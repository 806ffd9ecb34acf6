import type { LoadBalancer } from '@aws-sdk/client-ecs';
import { AwsError } from '../../../kernel/errors.ts';
import { addServiceEvent } from '../service-events.ts';
import type { EcsCall, Task } from '../store.ts';

const DRAINING_POLL_SECONDS = 5;

/** Registers the task's address in the target groups of its service. */
export async function registerTask(task: Task, call: EcsCall): Promise<void> {
  for (const loadBalancer of task.owner?.deployment.loadBalancers ?? []) {
    const input = { TargetGroupArn: loadBalancer.targetGroupArn, Targets: [targetOf(task, loadBalancer)] };
    await call.kernel.invoke('elasticloadbalancing', 'RegisterTargets', input, call);
    addServiceEvent(task.owner!.service, `registered 1 targets in (target-group ${loadBalancer.targetGroupArn})`, call);
  }
  task.isRegistered = true;
}

/** Deregisters it, and waits until it has drained while a container of it can still answer. */
export async function deregisterTask(task: Task, call: EcsCall): Promise<void> {
  if (!task.isRegistered) return;
  task.isRegistered = false;
  const loadBalancers = task.owner?.deployment.loadBalancers ?? [];
  for (const loadBalancer of loadBalancers) {
    const input = { TargetGroupArn: loadBalancer.targetGroupArn, Targets: [targetOf(task, loadBalancer)] };
    await ignoringMissingGroup(call.kernel.invoke('elasticloadbalancing', 'DeregisterTargets', input, call));
    addServiceEvent(
      task.owner!.service,
      `deregistered 1 targets in (target-group ${loadBalancer.targetGroupArn})`,
      call,
    );
  }
  if (task.stop?.code === 'EssentialContainerExited') return;
  for (const loadBalancer of loadBalancers) {
    while (await isDraining(task, loadBalancer, call)) await call.kernel.clock.sleep(DRAINING_POLL_SECONDS);
  }
}

/** The address and port of the task as a load balancer's target. */
export function targetOf(task: Task, { containerPort }: LoadBalancer) {
  return { Id: task.networkInterface?.address, Port: containerPort };
}

async function isDraining(task: Task, loadBalancer: LoadBalancer, call: EcsCall): Promise<boolean> {
  interface Health {
    readonly TargetHealthDescriptions: { readonly TargetHealth: { readonly State: string } }[];
  }
  const input = { TargetGroupArn: loadBalancer.targetGroupArn, Targets: [targetOf(task, loadBalancer)] };
  const health = await ignoringMissingGroup(
    call.kernel.invoke<Health>('elasticloadbalancing', 'DescribeTargetHealth', input, call),
  );
  return health?.TargetHealthDescriptions[0]?.TargetHealth.State === 'draining';
}

/** A deleted target group does not have targets to drain. */
async function ignoringMissingGroup<T>(work: Promise<T>): Promise<T | undefined> {
  return work.catch((error: unknown) => {
    if (error instanceof AwsError && error.code === 'TargetGroupNotFound') return undefined;
    throw error;
  });
}
