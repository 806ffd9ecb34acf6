import { z } from 'zod';
import type { PlannedStack } from '../plan/plan.ts';
import type { StackDescription } from '../ports/aws.ts';
import type { Ports } from '../ports/index.ts';
import type { StackWish } from './next-stack-action.ts';

/** Input of every state of `change-stack`. `stackKey` names the stack in the operation's plan. */
export const StackStep = z.object({ operationId: z.string(), scope: z.string(), stackKey: z.string() });
export type StackStep = z.infer<typeof StackStep>;

/** What the states of one stack's change hand to each other: document `work/<stackKey>`. */
export const StackWork = z.object({
  stackId: z.string().optional(),
  /** The stack was not there, and was created without a change set: of what is all new, there is nothing to review. */
  created: z.boolean().default(false),
  changeSet: z.object({ name: z.string(), type: z.enum(['CREATE', 'UPDATE']) }).optional(),
  /** The full parameter set as it was sent. */
  parameters: z.record(z.string(), z.string()).default({}),
  templateHash: z.string().optional(),
  /** Whether something was asked of CloudFormation whose end must be awaited. */
  acted: z.boolean().default(false),
  /** The client request token of what was asked last: its events carry it. */
  token: z.string().optional(),
  /** How often another operation changed the stack between review and execution: each time takes another change set. */
  overtaken: z.number().int().default(0),
  /** How often the review could not see the change set. */
  unseen: z.number().int().default(0),
  /** How often recovery was tried. */
  recoveries: z.number().int().default(0),
  /** Resources that would not be deleted and were left, as `<type> <physical id>`. */
  retained: z.array(z.string()).default([]),
});
export type StackWork = z.infer<typeof StackWork>;

export { readPlannedStack, type StackToChange } from '../plan/plan-documents.ts';

export async function readWork(step: StackStep, ports: Pick<Ports, 'state'>): Promise<StackWork> {
  return StackWork.parse((await ports.state.readDocument(step.operationId, `work/${step.stackKey}`)) ?? {});
}

/** The branch of a stack has one writer at a time, so the whole document is written. */
export async function writeWork(step: StackStep, work: StackWork, ports: Pick<Ports, 'state'>): Promise<void> {
  await ports.state.putDocument(step.operationId, `work/${step.stackKey}`, work);
}

export function wishFor(stack: PlannedStack): StackWish {
  return stack.action === 'delete' ? 'absent' : 'present';
}

/** The stack as it is. By id once that is known: a name may by then belong to another stack. */
export async function describePlanned(
  stack: PlannedStack,
  work: StackWork,
  ports: Pick<Ports, 'stacks'>,
): Promise<StackDescription | undefined> {
  const found = await ports.stacks.describe(stack.target, work.stackId ?? stack.stackId ?? stack.stackName);
  if (found !== undefined && found.status !== 'DELETE_COMPLETE') return found;
  if (work.stackId !== undefined || stack.stackId === undefined || stack.action === 'delete') return undefined;
  // Of the stack on record only the name is left: another operation may have made a new one.
  const made = await ports.stacks.describe(stack.target, stack.stackName);
  return made?.status === 'DELETE_COMPLETE' ? undefined : made;
}

/**
 * The same for the same change, so that asking CloudFormation twice is asking once. It takes letters, digits and
 * hyphens, where an operation's id has an underscore.
 */
export function changeToken(step: StackStep, act: string): string {
  return tokenOf(`${step.operationId}-${step.stackKey}-${act}`);
}

/** Whether something in CloudFormation came of what this operation asked for: its events carry such a token. */
export function isOfOperation(token: string | undefined, operationId: string): boolean {
  return token?.startsWith(tokenOf(`${operationId}-`)) ?? false;
}

function tokenOf(text: string): string {
  return text.replace(/[^A-Za-z0-9-]/g, '-');
}
