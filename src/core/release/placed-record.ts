import { z } from 'zod';
import { StackRecord } from '../entities.ts';
import type { Ports } from '../ports/index.ts';
import type { ReleaseFacts } from './release-facts.ts';

const Present = z.object({ status: z.literal('present'), record: StackRecord });

/** The release's stack once it stands; undefined while it is under way. */
export async function placedRecord(
  operationId: string,
  { component }: ReleaseFacts,
  ports: Pick<Ports, 'state'>,
): Promise<StackRecord | undefined> {
  const result = Present.safeParse(await ports.state.readDocument(operationId, `result/${component}`));
  return result.success ? result.data.record : undefined;
}
