import { z } from 'zod';
import { Failure, Timestamp } from '../entities.ts';
import type { Ports } from '../ports/index.ts';
import { LeftResource } from '../retained.ts';

type State = Pick<Ports, 'state'>;

/** How a branch of the converge ended: document `outcome/<stackKey>`. */
export const StackOutcome = z.object({
  status: z.enum(['succeeded', 'failed']),
  error: Failure.optional(),
  /** Resources that would not be deleted and were left behind. */
  retained: z.array(LeftResource).default([]),
  endedAt: Timestamp,
});
export type StackOutcome = z.infer<typeof StackOutcome>;

export async function readOutcome(operationId: string, key: string, ports: State): Promise<StackOutcome | undefined> {
  const document = await ports.state.readDocument(operationId, `outcome/${key}`);
  return document === undefined ? undefined : StackOutcome.parse(document);
}

/** Those of all stacks of the operation that have ended, by stack key. */
export async function readOutcomes(operationId: string, ports: State): Promise<ReadonlyMap<string, StackOutcome>> {
  const documents = await ports.state.listDocuments(operationId, 'outcome/');
  return new Map([...documents].map(([key, document]) => [key, StackOutcome.parse(document)] as const));
}
