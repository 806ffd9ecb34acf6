import type { Ports } from '../ports/index.ts';
import { secondsSince } from '../time.ts';
import type { GateView } from './health-gate.ts';
import type { ReleaseFacts } from './release-facts.ts';
import { readWorkload, type WorkloadPorts } from './workload.ts';

export type GatePorts = WorkloadPorts & Pick<Ports, 'traffic' | 'time'>;

/** What runs of the release now, the load balancer's view of it, and what still leaves the slot. */
export async function readView(facts: ReleaseFacts, ports: GatePorts): Promise<GateView> {
  const { name, sharer, occupants, traffic, workload, target, slot } = facts;
  const read = (other: string) => readWorkload(facts, other, ports);
  const [own, shared, targets, ...others] = await Promise.all([
    read(name),
    sharer === undefined ? undefined : read(sharer),
    traffic.kind === 'rules' ? ports.traffic.health(target, traffic.groups[slot]) : undefined,
    ...occupants.map((occupant) => read(occupant.name)),
  ]);
  return {
    kind: workload.kind,
    workload: own,
    targets,
    othersRunning: others.reduce((sum, other) => sum + (other?.running ?? 0), 0),
    sharersRunning: shared?.running ?? 0,
    newestSeconds: own?.newestAt && secondsSince(ports.time, own.newestAt.toISOString()),
  };
}
