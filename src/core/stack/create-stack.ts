import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from './assert-still-holds.ts';
import { stackChange, workToSend } from './stack-change.ts';
import { readPlannedStack, readWork, StackStep, writeWork } from './stack-work.ts';

export const CreateStackInput = StackStep;

/**
 * State "Create stack": creates a stack that does not exist, without a change set. Errors: MissingParameter, Fenced; NotYet when a
 * stack of this name exists by now: Prepare then reads its events to tell whether an earlier run of this state created it.
 */
export async function createStack(
  step: StackStep,
  ports: Pick<Ports, 'state' | 'stacks' | 'catalogue'>,
): Promise<void> {
  const stack = await readPlannedStack(step, ports);
  const known = await readWork(step, ports);
  if (known.created && known.acted) return;
  const change = await stackChange(step, stack, ports);
  await assertStillHolds(step.operationId, ports);
  const work = workToSend(known, stack, change);
  const begun = { ...work, created: true, token: change.clientRequestToken };
  // Before the call: a run that finds this document takes the stack for the one that was asked for here.
  await writeWork(step, begun, ports);
  const stackId = await ports.stacks.create(stack.target, change);
  await writeWork(step, { ...begun, stackId, acted: true }, ports);
}
