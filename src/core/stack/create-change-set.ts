import { z } from 'zod';
import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from './assert-still-holds.ts';
import { stackChange, workToSend } from './stack-change.ts';
import { readPlannedStack, readWork, StackStep, writeWork } from './stack-work.ts';

export const CreateChangeSetInput = StackStep.extend({ changeSetType: z.enum(['CREATE', 'UPDATE']) });
export type CreateChangeSetInput = z.infer<typeof CreateChangeSetInput>;

/**
 * State "Create change set": asks CloudFormation for the change set of the planned change. Errors: MissingParameter, Fenced;
 * NotYet while another operation changes the stack.
 */
export async function createChangeSet(
  { changeSetType: type, ...step }: CreateChangeSetInput,
  ports: Pick<Ports, 'state' | 'stacks' | 'catalogue'>,
): Promise<void> {
  const stack = await readPlannedStack(step, ports);
  const change = await stackChange(step, stack, ports);
  await assertStillHolds(step.operationId, ports);
  const work = workToSend(await readWork(step, ports), stack, change);
  const { clientRequestToken: token } = change;
  const name = work.overtaken === 0 ? token : `${token}${work.overtaken + 1}`;
  // Before the call: a run that finds this document asks for the same change set.
  await writeWork(step, { ...work, changeSet: { name, type } }, ports);
  await ports.stacks.createChangeSet(stack.target, { ...change, clientRequestToken: name }, type, name);
}
