import { z } from 'zod';
import { assertNever } from '../assert-never.ts';
import type { Ports, Target, WorkloadView } from '../ports/index.ts';

/** What a release consists of when it runs, and what it is found by there besides its name. */
export const Workload = z.discriminatedUnion('kind', [
  /** Tasks of an ECS service. */
  z.object({ kind: z.literal('service'), cluster: z.string() }),
  /** Machines of a scaling group. */
  z.object({ kind: z.literal('machines') }),
  /** Tasks that a schedule starts: between two runs there are none. */
  z.object({ kind: z.literal('schedule'), group: z.string() }),
]);
export type Workload = z.infer<typeof Workload>;

/** Where a workload of this name is looked for. */
export interface WorkloadPlace {
  readonly target: Target;
  readonly workload: Workload;
}

export type WorkloadPorts = Pick<Ports, 'tasks' | 'machines' | 'schedules'>;

/** Undefined while it is not there. A schedule that is there is all that a scheduled workload can be. */
export async function readWorkload(
  { target, workload }: WorkloadPlace,
  name: string,
  ports: WorkloadPorts,
): Promise<WorkloadView | undefined> {
  switch (workload.kind) {
    case 'service':
      return ports.tasks.service(target, workload.cluster, name);
    case 'machines':
      return ports.machines.group(target, name);
    case 'schedule': {
      const state = await ports.schedules.state(target, workload.group, name);
      return state && { desired: 0, running: 0, digests: [], stops: [] };
    }
    default:
      return assertNever(workload);
  }
}

/** Asks for so many tasks or machines; nobody waits for them here. A schedule starts its own. */
export async function scaleWorkload(
  { target, workload, name }: WorkloadPlace & { readonly name: string },
  desired: number,
  ports: WorkloadPorts,
): Promise<void> {
  switch (workload.kind) {
    case 'service':
      return ports.tasks.scale(target, workload.cluster, name, desired);
    case 'machines':
      return ports.machines.scale(target, name, desired);
    case 'schedule':
      return;
    default:
      return assertNever(workload);
  }
}

/** Where an event of a workload looks for the workflow that waits for it. Only ECS tells of its tasks. */
export function workloadKey(workload: Workload, name: string): string {
  switch (workload.kind) {
    case 'service':
      return serviceKey(workload.cluster, name);
    case 'machines':
      return `healthy/machines/${name}`;
    case 'schedule':
      return `healthy/schedules/${workload.group}/${name}`;
    default:
      return assertNever(workload);
  }
}

export function serviceKey(cluster: string, service: string): string {
  return `healthy/${cluster}/${service}`;
}
