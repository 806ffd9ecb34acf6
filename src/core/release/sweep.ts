import { z } from 'zod';
import { type Swept, sweepOperations } from '../operation/sweep-operations.ts';
import type { Ports } from '../ports/index.ts';
import { retireStandbys } from './retire-standbys.ts';

/** The schedule says nothing that matters. */
export const Sweep = z.unknown();

/** Everything that must happen some time, without anybody asking: every five minutes. */
export async function sweep(_: unknown, ports: Ports): Promise<Swept & { readonly retiring: readonly string[] }> {
  const [swept, retiring] = await Promise.allSettled([sweepOperations(ports), retireStandbys(ports)]);
  // One operation that cannot be ended keeps nothing else from being tidied up.
  if (swept.status === 'rejected') throw swept.reason;
  if (retiring.status === 'rejected') throw retiring.reason;
  return { ...swept.value, retiring: retiring.value };
}
