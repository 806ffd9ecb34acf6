import { z } from 'zod';
import { StackDrift } from '../drift.ts';
import type { Ports } from '../ports/index.ts';

/** One stack of a detection. */
export const DriftStack = z.object({
  scope: z.string(),
  stackName: z.string(),
  stackId: z.string(),
  target: z.object({ account: z.string(), region: z.string() }),
  detectionId: z.string().optional(),
  startedAt: z.string().optional(),
  found: StackDrift.optional(),
});
export type DriftStack = z.infer<typeof DriftStack>;

/** How far a detection is: document `drift`. */
const DriftProgress = z.object({ stacks: z.array(DriftStack) });

/** Undefined before the first look. */
export async function readDriftProgress(
  operationId: string,
  { state }: Pick<Ports, 'state'>,
): Promise<readonly DriftStack[] | undefined> {
  const document = await state.readDocument(operationId, 'drift');
  return document === undefined ? undefined : DriftProgress.parse(document).stacks;
}

export async function writeDriftProgress(
  operationId: string,
  stacks: readonly DriftStack[],
  { state }: Pick<Ports, 'state'>,
): Promise<void> {
  await state.putDocument(operationId, 'drift', { stacks });
}
