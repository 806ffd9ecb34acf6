import { z } from 'zod';
import type { Ports } from '../ports/index.ts';
import { type Swept, sweepOperations } from './sweep-operations.ts';

/** The schedule says nothing that matters. */
export const Sweep = z.unknown();

/** Everything that has to happen without a request, every five minutes. */
export async function sweep(_: unknown, ports: Ports): Promise<Swept & { readonly retiring: readonly string[] }> {
  const startDue = Object.values(ports.operationKinds).flatMap((kind) => kind.startDue ?? []);
  const [swept, ...due] = await Promise.allSettled([sweepOperations(ports), ...startDue.map((start) => start(ports))]);
  // One operation that cannot be ended keeps nothing else from being tidied up.
  if (swept.status === 'rejected') throw swept.reason;
  return { ...swept.value, retiring: due.flatMap(scopesOf) };
}

function scopesOf(result: PromiseSettledResult<readonly string[]>): readonly string[] {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}
