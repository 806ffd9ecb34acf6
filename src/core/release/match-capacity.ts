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
 * Scales the release to the number of tasks or instances that serve users now, because autoscaling would be minutes late.
 * Answers whether it did. Errors: Fenced.
 */
export async function matchCapacity(
  operationId: string,
  { resolved, own }: Capacity,
  ports: CapacityPorts,
): Promise<boolean> {
  const { beforeName, name, number } = resolved;
  if (beforeName === undefined || beforeName === name || !canGrow(resolved, own)) return false;
  const serving = await ports.workloads.observe(resolved, beforeName);
  const wanted = wantedCapacity(resolved, own, serving);
  if (wanted === undefined) return false;
  await assertStillHolds(operationId, ports);
  await ports.workloads.scale(resolved, name, wanted);
  const message = `scaling release ${number} from ${own?.desired} to ${wanted}, the number that serves users now`;
  await say(operationId, { level: 'info', message }, ports);
  return true;
}

type Growing = Pick<ResolvedRelease, 'trafficSource' | 'spec'>;
type Desired = Pick<ObservedWorkload, 'desired'> | undefined;

/** How many tasks or instances to scale the release to; undefined when it has enough. Never more than its spec allows. */
export function wantedCapacity(release: Growing, own: Desired, serving: Desired): number | undefined {
  if (!canGrow(release, own) || !serving) return undefined;
  const wanted = Math.min(serving.desired, release.spec?.count.max ?? 0);
  return own && own.desired < wanted ? wanted : undefined;
}

function canGrow({ trafficSource, spec }: Growing, own: Desired): boolean {
  return trafficSource.kind === 'rules' && own !== undefined && own.desired < (spec?.count.max ?? 0);
}
