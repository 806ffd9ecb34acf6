import type { Ports } from '../ports/index.ts';
import { assertDeletable, type DeletePorts } from './assert-deletable.ts';
import { assertStillHolds } from './assert-still-holds.ts';
import { markRecordStale } from './mark-record-stale.ts';
import { startProcedure } from './stack-progress.ts';
import { changeToken, readSnapshot, StackStep, writeWork } from './stack-work.ts';

export const DeleteStackInput = StackStep;

/**
 * State "Delete stack": starts the reviewed deletion. Twice is as good as once: both carry the same token. Errors: Fenced,
 * ReviewRefused for a stack that is not ours, and whatever the operation's kind says against a deletion now.
 */
export async function deleteStack(step: StackStep, ports: DeletePorts & Pick<Ports, 'time' | 'ids'>): Promise<void> {
  const snapshot = await readSnapshot(step, ports);
  const { stack, work, observed } = snapshot;
  await startProcedure(step, { state: 'delete-stack' }, ports);
  await assertStillHolds(step.operationId, ports);
  if (observed && observed.status !== 'DELETE_IN_PROGRESS') await assertDeletable(step, snapshot, ports);
  const token = changeToken(step, 'delete');
  const stackId = observed?.stackId ?? work.stackId;
  await writeWork(step, { ...work, ...(stackId !== undefined && { stackId }), acted: true, token }, ports);
  if (!observed || observed.status === 'DELETE_IN_PROGRESS') return;
  await markRecordStale(stack, observed.stackId, ports);
  if (observed.terminationProtection)
    await ports.stacks.setTerminationProtection(stack.target, observed.stackId, false);
  await ports.stacks.delete(stack.target, observed.stackId, token);
}
