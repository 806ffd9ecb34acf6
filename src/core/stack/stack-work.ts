import { z } from 'zod';
import type { PlannedStack } from '../plan/plan.ts';
import { readPlannedStack, type StackToChange } from '../plan/plan-documents.ts';
import type { StackDescription } from '../ports/aws.ts';
import type { Ports } from '../ports/index.ts';
import { LeftResource } from '../retained.ts';
import type { StackWish } from './next-stack-action.ts';

/** Input of every state of `change-stack`. `stackKey` names the stack in the operation's plan. */
export const StackStep = z.object({ operationId: z.string(), scope: z.string(), stackKey: z.string() });
export type StackStep = z.infer<typeof StackStep>;

const Count = z.number().int().default(0);

/** What the states of one stack's change hand to each other: document `work/<stackKey>`. */
export const StackWork = z.object({
  stackId: z.string().optional(),
  /** The stack did not exist and was created without a change set: all of it is new, so there is nothing to review. */
  created: z.boolean().default(false),
  changeSet: z.object({ name: z.string(), type: z.enum(['CREATE', 'UPDATE']) }).optional(),
  /** The full parameter set as it was sent. */
  parameters: z.record(z.string(), z.string()).default({}),
  templateHash: z.string().optional(),
  /** Whether the planned change itself was started, so that its end must be awaited. */
  acted: z.boolean().default(false),
  /** The client request token of the newest CloudFormation operation that was started here: its events carry it. */
  token: z.string().optional(),
  /** How often each procedure was started. Each attempt has a client request token of its own. */
  attempts: z
    .object({
      synchronise: Count,
      unprotect: Count,
      'continue-rollback': Count,
      'delete-leftover': Count,
      recover: Count,
    })
    .prefault({}),
  /** CloudFormation found nothing to change in these preliminary updates, so they are not tried again. */
  unneeded: z.array(z.enum(['synchronise', 'unprotect'])).default([]),
  /** Batches of contents that were deleted, and the objects in them. */
  emptied: z.object({ batches: Count, objects: Count }).prefault({}),
  /** How often another operation changed the stack between review and execution: each time takes another change set. */
  overtaken: Count,
  /** How often the review could not see the change set. */
  unseen: Count,
  /** Resources that could not be deleted and were kept. */
  retained: z.array(LeftResource).default([]),
});
export type StackWork = z.infer<typeof StackWork>;

export { readPlannedStack, type StackToChange };

export async function readWork(step: StackStep, ports: Pick<Ports, 'state'>): Promise<StackWork> {
  return StackWork.parse((await ports.state.readDocument(step.operationId, `work/${step.stackKey}`)) ?? {});
}

/** The branch of a stack has one writer at a time, so the whole document is written. */
export async function writeWork(step: StackStep, work: StackWork, ports: Pick<Ports, 'state'>): Promise<void> {
  await ports.state.putDocument(step.operationId, `work/${step.stackKey}`, work);
}

/** What a state reads at its start. */
export interface StackSnapshot {
  readonly stack: StackToChange;
  readonly work: StackWork;
  /** Undefined: the stack does not exist. */
  readonly observed: StackDescription | undefined;
}

export async function readSnapshot(step: StackStep, ports: Pick<Ports, 'state' | 'stacks'>): Promise<StackSnapshot> {
  const stack = await readPlannedStack(step, ports);
  const work = await readWork(step, ports);
  return { stack, work, observed: await describePlanned(stack, work, ports) };
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
  const observed = await ports.stacks.describe(stack.target, work.stackId ?? stack.stackId ?? stack.stackName);
  if (observed !== undefined && observed.status !== 'DELETE_COMPLETE') return observed;
  if (work.stackId !== undefined || stack.stackId === undefined || stack.action === 'delete') return undefined;
  // The recorded stack is gone. Another operation may have created a new one by the same name.
  const successor = await ports.stacks.describe(stack.target, stack.stackName);
  return successor?.status === 'DELETE_COMPLETE' ? undefined : successor;
}

/**
 * The same for the same change, so that asking CloudFormation twice is asking once. It takes letters, digits and
 * hyphens, where an operation's id has an underscore.
 */
export function changeToken(step: StackStep, act: string): string {
  return tokenOf(`${step.operationId}-${step.stackKey}-${act}`);
}

/** Whether this operation started the CloudFormation operation with this token: its events carry it. */
export function isOfOperation(token: string | undefined, operationId: string): boolean {
  return token?.startsWith(tokenOf(`${operationId}-`)) ?? false;
}

function tokenOf(text: string): string {
  return text.replace(/[^A-Za-z0-9-]/g, '-');
}
