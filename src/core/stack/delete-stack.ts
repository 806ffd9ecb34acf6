import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from './assert-still-holds.ts';
import { markRecordStale } from './mark-record-stale.ts';
import { startProcedure } from './stack-progress.ts';
import { changeToken, readSnapshot, StackStep, writeWork } from './stack-work.ts';

export const DeleteStackInput = StackStep;

/** State "Delete stack": starts the reviewed deletion. Twice is as good as once: both carry the same token. Errors: Fenced. */
export async function deleteStack(
  step: StackStep,
  ports: Pick<Ports, 'state' | 'stacks' | 'time' | 'ids'>,
): Promise<void> {
  const { stack, work, observed } = await readSnapshot(step, ports);
  await startProcedure(step, { state: 'delete-stack' }, ports);
  await assertStillHolds(step.operationId, ports);
  const token = changeToken(step, 'delete');
  const stackId = observed?.stackId ?? work.stackId;
  await writeWork(step, { ...work, ...(stackId !== undefined && { stackId }), acted: true, token }, ports);
  if (!observed || observed.status === 'DELETE_IN_PROGRESS') return;
  await markRecordStale(stack, observed.stackId, ports);
  if (observed.terminationProtection)
    await ports.stacks.setTerminationProtection(stack.target, observed.stackId, false);
  await ports.stacks.delete(stack.target, observed.stackId, token);
}
