import { z } from 'zod';
import { type Swept, sweepOperations } from '../operation/sweep-operations.ts';
import type { Ports } from '../ports/index.ts';
import { retireStandbys } from './retire-standbys.ts';

/** The schedule says nothing that matters. */
export const Sweep = z.unknown();

/** Everything that must happen some time, without anybody asking: every five minutes. */
export async function sweep(_: unknown, ports: Ports): Promise<Swept & { readonly retiring: readonly string[] }> {
  const swept = await sweepOperations(ports);
  return { ...swept, retiring: await retireStandbys(ports) };
}
