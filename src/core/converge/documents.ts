import { z } from 'zod';
import { Failure, Timestamp } from '../entities.ts';
import type { Ports } from '../ports/index.ts';

type State = Pick<Ports, 'state'>;

/** How a branch of the converge ended: document `outcome/<stackKey>`. */
export const StackOutcome = z.object({
  status: z.enum(['succeeded', 'failed']),
  error: Failure.optional(),
  /** Resources that would not be deleted and were left behind. */
  retained: z.array(z.string()).default([]),
  endedAt: Timestamp,
});
export type StackOutcome = z.infer<typeof StackOutcome>;

export async function readOutcome(operationId: string, key: string, ports: State): Promise<StackOutcome | undefined> {
  const document = await ports.state.readDocument(operationId, `outcome/${key}`);
  return document === undefined ? undefined : StackOutcome.parse(document);
}

/** Those of several stacks, by key; one that has not ended is not there. */
export async function readOutcomes(
  operationId: string,
  keys: readonly string[],
  ports: State,
): Promise<ReadonlyMap<string, StackOutcome>> {
  const outcomes = await Promise.all(
    keys.map(async (key) => [key, await readOutcome(operationId, key, ports)] as const),
  );
  return new Map(outcomes.flatMap(([key, outcome]) => (outcome ? [[key, outcome] as const] : [])));
}
