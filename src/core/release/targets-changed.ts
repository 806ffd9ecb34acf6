import { z } from 'zod';
import type { Ports } from '../ports/index.ts';
import { serviceKey } from './workload.ts';

/** EventBridge's `ECS Task State Change`. Other ECS events have the service's ARN in `resources`. */
export const TargetsChanged = z.object({
  resources: z.array(z.string()).default([]),
  detail: z.object({ clusterArn: z.string().optional(), group: z.string().optional() }),
});
export type TargetsChanged = z.infer<typeof TargetsChanged>;

/** Wakes the release that waits for these tasks. The release observes them itself: events may be late, doubled or out of order. */
export async function targetsChanged(event: TargetsChanged, ports: Pick<Ports, 'state' | 'workflows'>): Promise<void> {
  const key = keyOf(event);
  const token = key === undefined ? undefined : await ports.state.takeToken(key);
  if (token) await ports.workflows.fail(token.taskToken, 'NotYet', 'the state of a task changed');
}

/** A task's event has the group `service:hello-2` and the cluster's ARN; a service's ARN ends in `service/<cluster>/<service>`. */
function keyOf({ resources, detail }: TargetsChanged): string | undefined {
  const cluster = detail.clusterArn?.split('/')[1];
  const [kind, service] = detail.group?.split(':') ?? [];
  if (cluster !== undefined && kind === 'service' && service !== undefined) return serviceKey(cluster, service);
  const [, clusterName, serviceName] = resources.find((arn) => arn.includes(':service/'))?.split('/') ?? [];
  return clusterName === undefined || serviceName === undefined ? undefined : serviceKey(clusterName, serviceName);
}
