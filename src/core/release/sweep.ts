import { z } from 'zod';
import { retireExpired } from '../converge/retire-expired.ts';
import { type Swept, sweepOperations } from '../operation/sweep-operations.ts';
import type { Ports } from '../ports/index.ts';
import { retireStandbys } from './retire-standbys.ts';

/** The schedule says nothing that matters. */
export const Sweep = z.unknown();

/** Everything that must happen some time, without anybody asking: every five minutes. */
export async function sweep(_: unknown, ports: Ports): Promise<Swept & { readonly retiring: readonly string[] }> {
  const parts = [sweepOperations(ports), retireStandbys(ports), retireExpired(ports)] as const;
  const [swept, standbys, expired] = await Promise.allSettled(parts);
  // One operation that cannot be ended keeps nothing else from being tidied up.
  if (swept.status === 'rejected') throw swept.reason;
  if (standbys.status === 'rejected') throw standbys.reason;
  if (expired.status === 'rejected') throw expired.reason;
  return { ...swept.value, retiring: [...standbys.value, ...expired.value] };
}
