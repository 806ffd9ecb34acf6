import { z } from 'zod';
import type { Ports } from '../ports/index.ts';
import { type Swept, sweepOperations } from './sweep-operations.ts';

/** The schedule says nothing that matters. */
export const Sweep = z.unknown();

/** Everything that has to happen without a request, every five minutes. */
export async function sweep(_: unknown, ports: Ports): Promise<Swept & { readonly retiring: readonly string[] }> {
  const startDue = Object.values(ports.operationKinds).flatMap((kind) => kind.startDue ?? []);
  const [swept, ...due] = await Promise.allSettled([sweepOperations(ports), ...startDue.map((start) => start(ports))]);
  // All parts ran to their end: one that failed prevents no other. Only the first error can be thrown.
  for (const part of [swept, ...due]) if (part.status === 'rejected') logFailure(part.reason, ports);
  if (swept.status === 'rejected') throw swept.reason;
  return { ...swept.value, retiring: due.flatMap(scopesOf) };
}

function logFailure(error: unknown, { log }: Pick<Ports, 'log'>): void {
  log.error('a part of the sweep failed', { error });
}

function scopesOf(result: PromiseSettledResult<readonly string[]>): readonly string[] {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}
