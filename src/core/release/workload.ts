import { z } from 'zod';
import { assertNever } from '../assert-never.ts';
import type { Workload } from '../ports/index.ts';

/** What a release runs as, as document `release` has it. */
export const WorkloadDocument: z.ZodType<Workload> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('service'), cluster: z.string() }),
  z.object({ kind: z.literal('scaling-group') }),
  z.object({ kind: z.literal('schedule'), group: z.string() }),
]);

/** The key of the task token that waits for a workload. Of all workloads only ECS services send events about their tasks. */
export function workloadKey(workload: Workload, name: string): string {
  switch (workload.kind) {
    case 'service':
      return serviceKey(workload.cluster, name);
    case 'scaling-group':
      return `healthy/scaling-groups/${name}`;
    case 'schedule':
      return `healthy/schedules/${workload.group}/${name}`;
    default:
      return assertNever(workload);
  }
}

export function serviceKey(cluster: string, service: string): string {
  return `healthy/${cluster}/${service}`;
}
