import type { Ports } from '../ports/index.ts';
import { secondsSince } from '../time.ts';
import type { ObservedRelease } from './health.ts';
import type { ResolvedRelease } from './resolved-release.ts';

export type ObservePorts = Pick<Ports, 'workloads' | 'loadBalancing' | 'time'>;

/** What runs of the release, the health of its targets, and what still runs of other releases in its slot. */
export async function observeRelease(resolved: ResolvedRelease, ports: ObservePorts): Promise<ObservedRelease> {
  const { name, sharesSlotWith, occupants, trafficSource, workload, target, slot } = resolved;
  const read = (other: string) => ports.workloads.observe(resolved, other);
  const [own, shared, targets, ...others] = await Promise.all([
    read(name),
    sharesSlotWith === undefined ? undefined : read(sharesSlotWith),
    trafficSource.kind === 'rules' ? ports.loadBalancing.health(target, trafficSource.groups[slot]) : undefined,
    ...occupants.map((occupant) => read(occupant.name)),
  ]);
  return {
    kind: workload.kind,
    workload: own,
    targets,
    occupantsRunning: others.reduce((sum, other) => sum + (other?.running ?? 0), 0),
    sharersRunning: shared?.running ?? 0,
    newestSeconds: own?.newestAt && secondsSince(ports.time, own.newestAt.toISOString()),
  };
}
