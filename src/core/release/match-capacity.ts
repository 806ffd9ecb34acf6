import { say } from '../operation/operation-steps.ts';
import type { ObservedWorkload, Ports } from '../ports/index.ts';
import { assertStillHolds } from '../stack/assert-still-holds.ts';
import type { ResolvedRelease } from './resolved-release.ts';

type CapacityPorts = Pick<Ports, 'workloads' | 'state' | 'time' | 'ids'>;

interface Capacity {
  readonly resolved: ResolvedRelease;
  /** What runs of the release now. */
  readonly own: ObservedWorkload | undefined;
}

/**
 * Asks for as many tasks or machines as serve users now, within what the release may have: what its stack begins with is the
 * least, and autoscaling would be minutes late. Answers whether more were asked for. Errors: Fenced.
 */
export async function matchCapacity(
  operationId: string,
  { resolved, own }: Capacity,
  ports: CapacityPorts,
): Promise<boolean> {
  const { trafficSource, beforeName, name, spec } = resolved;
  if (trafficSource.kind !== 'rules' || beforeName === undefined || beforeName === name || !spec) return false;
  if (!own || own.desired >= spec.count.max) return false;
  const serving = await ports.workloads.observe(resolved, beforeName);
  const wanted = Math.min(serving?.desired ?? 0, spec.count.max);
  if (own.desired >= wanted) return false;
  await assertStillHolds(operationId, ports);
  await ports.workloads.scale(resolved, resolved.name, wanted);
  const message = `release ${resolved.number} is scaled from ${own.desired} to ${wanted}, as many as serve users now`;
  await say(operationId, { level: 'info', message }, ports);
  return true;
}
