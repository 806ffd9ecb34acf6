import { z } from 'zod';
import type { Ports } from '../ports/index.ts';
import { type ObservedRelease, unhealthyReason } from './health.ts';
import { type ObservePorts, observeRelease } from './observe-release.ts';
import type { ResolvedRelease } from './resolved-release.ts';

/** Document `ready`: how many targets were healthy when the release was let on. */
const Ready = z.object({ targets: z.number().int() });

export async function recordHealthyTargets(
  operationId: string,
  view: ObservedRelease,
  ports: Pick<Ports, 'state'>,
): Promise<void> {
  const ready: z.infer<typeof Ready> = { targets: view.workload?.desired ?? 0 };
  await ports.state.putDocument(operationId, 'ready', ready);
}

/** Why a release that was ready is no longer fit for users; undefined while it is. Of one that came back warm, one target is enough. */
export async function readUnhealthyReason(
  operationId: string,
  resolved: ResolvedRelease,
  ports: ObservePorts & Pick<Ports, 'state'>,
): Promise<string | undefined> {
  const [view, document] = await Promise.all([
    observeRelease(resolved, ports),
    ports.state.readDocument(operationId, 'ready'),
  ]);
  return unhealthyReason(view, Ready.safeParse(document).data?.targets ?? 1);
}
