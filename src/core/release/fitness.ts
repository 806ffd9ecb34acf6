import { z } from 'zod';
import type { Ports } from '../ports/index.ts';
import { fellSick, type GateView } from './health-gate.ts';
import { type GatePorts, readView } from './read-view.ts';
import type { ReleaseFacts } from './release-facts.ts';

/** Document `ready`: how many targets were healthy when the release was let on. */
const Ready = z.object({ targets: z.number().int() });

export async function noteReady(operationId: string, view: GateView, ports: Pick<Ports, 'state'>): Promise<void> {
  const ready: z.infer<typeof Ready> = { targets: view.workload?.desired ?? 0 };
  await ports.state.putDocument(operationId, 'ready', ready);
}

/** Why a release that was ready is no longer fit for users; undefined while it is. Of one that came back warm, one target is enough. */
export async function unfitness(
  operationId: string,
  facts: ReleaseFacts,
  ports: GatePorts & Pick<Ports, 'state'>,
): Promise<string | undefined> {
  const [view, document] = await Promise.all([readView(facts, ports), ports.state.readDocument(operationId, 'ready')]);
  return fellSick(view, Ready.safeParse(document).data?.targets ?? 1);
}
