import { allHeads } from '../all-heads.ts';
import type { Head, Operation, Release } from '../entities.ts';
import { updateHeldHead } from '../operation/operation-lock.ts';
import type { Ports } from '../ports/index.ts';
import { parseScope } from '../scope.ts';
import { timestamp } from '../time.ts';

/** An application that is retired takes its releases with it. Other scopes have none. */
export async function retireReleases(operation: Operation, ports: Pick<Ports, 'state' | 'time'>): Promise<void> {
  if (parseScope(operation.scope)?.layer !== 'application') return;
  for (const head of await allHeads(operation.scope, ports)) await retireRelease(operation, head, ports);
}

/** Of the others it stays on record how they ended. */
const SERVING: ReadonlySet<Release['status']> = new Set(['placed', 'live', 'standby']);

async function retireRelease(operation: Operation, head: Head, ports: Pick<Ports, 'state' | 'time'>): Promise<void> {
  const scope = parseScope(head.scope);
  if (scope?.layer !== 'release') return;
  const release = await ports.state.readRelease(operation.scope, scope.release);
  if (release && SERVING.has(release.status)) {
    await ports.state.updateRelease(operation.scope, scope.release, (now) => ({ ...now, status: 'retired' }));
  }
  if (head.status === 'retired') return;
  const updatedAt = timestamp(ports.time);
  const decide = (now: Head): Head => ({ ...now, status: 'retired', updatedAt });
  await updateHeldHead(operation, { scope: head.scope, decide }, ports);
}
