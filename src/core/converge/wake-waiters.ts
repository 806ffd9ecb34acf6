import { findPlannedStack } from '../plan/plan-documents.ts';
import type { Ports } from '../ports/index.ts';
import { wakeIfReady } from './await-requirements.ts';
import { readOutcomes } from './documents.ts';

type WakePorts = Pick<Ports, 'state' | 'workflows' | 'time' | 'ids'>;

const pagesMax = 100;

export interface Awaited {
  readonly operationId: string;
  /** Absent: every stack, because the operation has ended. */
  readonly stackKey?: string;
}

/** Lets the branches of other operations go that wait for a stack of this one. One that waits no longer is passed over. */
export async function wakeWaiters({ operationId, stackKey }: Awaited, ports: WakePorts): Promise<void> {
  let cursor: string | undefined;
  for (let pages = 0; pages < pagesMax; pages++) {
    const page = await ports.state.listWaiters(operationId, { cursor });
    for (const waiter of page.items) {
      if (stackKey === undefined || waiter.awaited.component === stackKey) await wake(waiter, ports);
    }
    cursor = page.cursor;
    if (cursor === undefined) return;
  }
}

async function wake(waiter: { operationId: string; stackKey: string }, ports: WakePorts): Promise<void> {
  const { operationId } = waiter;
  const stack = await findPlannedStack(waiter, ports);
  if (stack) await wakeIfReady({ operationId, stack, outcomes: await readOutcomes(operationId, ports) }, ports);
}
