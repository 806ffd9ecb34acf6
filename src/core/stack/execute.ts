import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from './assert-still-holds.ts';
import { doubtRecord } from './doubt-record.ts';
import { NotYet } from './not-yet.ts';
import { changeToken, describePlanned, readPlannedStack, readWork, StackStep, writeWork } from './stack-work.ts';

export const ExecuteInput = StackStep;

/**
 * Executes the reviewed change set, or deletes the stack. Twice is as good as once: both carry the same token. Errors:
 * Fenced; NotYet when another operation changed the stack since the review, so that it has to be prepared again.
 */
export async function execute(step: StackStep, ports: Pick<Ports, 'state' | 'stacks'>): Promise<void> {
  const stack = await readPlannedStack(step, ports);
  const work = await readWork(step, ports);
  await assertStillHolds(step.operationId, ports);
  const changeSet = stack.action === 'delete' ? undefined : work.changeSet;
  const token = changeSet?.name ?? changeToken(step, 'delete');
  await writeWork(step, { ...work, acted: true, token }, ports);
  if (changeSet) {
    await doubtRecord(stack, work.stackId ?? stack.stackId ?? '', ports);
    if (await ports.stacks.executeChangeSet(stack.target, stack.stackName, changeSet.name, token)) return;
    await writeWork(step, { ...work, acted: false, overtaken: work.overtaken + 1 }, ports);
    throw new NotYet(`another operation changed \`${stack.stackName}\` first`);
  }
  const seen = await describePlanned(stack, work, ports);
  if (!seen || seen.status === 'DELETE_IN_PROGRESS') return;
  await doubtRecord(stack, seen.stackId, ports);
  if (seen.terminationProtection) await ports.stacks.setTerminationProtection(stack.target, seen.stackId, false);
  await ports.stacks.delete(stack.target, seen.stackId, token);
}
