import { PlinthError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from './assert-still-holds.ts';
import { markRecordStale } from './mark-record-stale.ts';
import { NotYet } from './not-yet.ts';
import { readPlannedStack, readWork, StackStep, writeWork } from './stack-work.ts';

export const ExecuteInput = StackStep;

/**
 * State "Execute": executes the reviewed change set. Twice is as good as once: both carry the same token. Errors: Fenced; NotYet
 * when another operation changed the stack since the review, so that it has to be prepared again.
 */
export async function execute(step: StackStep, ports: Pick<Ports, 'state' | 'stacks'>): Promise<void> {
  const stack = await readPlannedStack(step, ports);
  const work = await readWork(step, ports);
  if (!work.changeSet) throw new PlinthError('Internal', `stack \`${stack.stackName}\` has no change set to execute`);
  const { name } = work.changeSet;
  await assertStillHolds(step.operationId, ports);
  await writeWork(step, { ...work, acted: true, token: name }, ports);
  await markRecordStale(stack, work.stackId ?? stack.stackId ?? '', ports);
  if (await ports.stacks.executeChangeSet(stack.target, stack.stackName, name, name)) return;
  await writeWork(step, { ...work, acted: false, overtaken: work.overtaken + 1 }, ports);
  throw new NotYet(`another operation changed stack \`${stack.stackName}\` first`);
}
