import { z } from 'zod';
import type { Ports } from '../ports/index.ts';
import { type ObservedRelease, unhealthyReason } from './health.ts';
import { type ObservePorts, observeRelease } from './observe-release.ts';
import type { ResolvedRelease } from './resolved-release.ts';

/** Document `healthy`: how many targets were healthy when the release passed "Await healthy". */
const HealthyTargets = z.object({ targets: z.number().int() });

export async function recordHealthyTargets(
  operationId: string,
  observed: ObservedRelease,
  ports: Pick<Ports, 'state'>,
): Promise<void> {
  const healthy: z.infer<typeof HealthyTargets> = { targets: observed.workload?.desired ?? 0 };
  await ports.state.putDocument(operationId, 'healthy', healthy);
}

export interface HealthSince {
  readonly observed: ObservedRelease;
  /** Why the release is no longer healthy; undefined while it is. */
  readonly unhealthy: string | undefined;
}

/** Observes a release that was healthy. A standby that did not pass "Await healthy" here needs one healthy target. */
export async function observeHealth(
  operationId: string,
  resolved: ResolvedRelease,
  ports: ObservePorts & Pick<Ports, 'state'>,
): Promise<HealthSince> {
  const [observed, document] = await Promise.all([
    observeRelease(resolved, ports),
    ports.state.readDocument(operationId, 'healthy'),
  ]);
  const healthyBefore = HealthyTargets.safeParse(document).data?.targets ?? 1;
  return { observed, unhealthy: unhealthyReason(observed, healthyBefore) };
}
