import { z } from 'zod';
import { PlinthError } from '../errors.ts';
import { failureOfError } from '../operation/failure-from.ts';
import { readOpenOperation } from '../operation/operation-state.ts';
import { startStep } from '../operation/operation-steps.ts';
import type { AwaitedStack, PlannedStack } from '../plan/plan.ts';
import { readPlannedStack, type StackToChange } from '../plan/plan-documents.ts';
import type { Ports } from '../ports/index.ts';
import { timestamp } from '../time.ts';
import { readAwaited } from './awaited-stacks.ts';
import { readOutcomes, type StackOutcome } from './documents.ts';

type RequirementsPorts = Pick<Ports, 'state' | 'workflows' | 'time' | 'ids'>;

/** Input of the state "Await requirements". */
export const AwaitRequirementsInput = z.object({
  operationId: z.string(),
  stackKey: z.string(),
  taskToken: z.string(),
});
export type AwaitRequirementsInput = z.infer<typeof AwaitRequirementsInput>;

/**
 * State "Await requirements": lets the branch go once every stack that it needs is ready, and fails it when one of them
 * failed, be it of this operation or of one that provisions a parent. A plan waits for nothing, because nothing changes. The
 * token is stored first and the outcomes are read after, while `recordStack` does it the other way round: so one of the two
 * sees both.
 */
export async function awaitRequirements(
  input: AwaitRequirementsInput,
  ports: RequirementsPorts,
): Promise<{ ready: boolean }> {
  const { operationId, stackKey, taskToken } = input;
  await readOpenOperation(operationId, ports);
  const stack = await readPlannedStack(input, ports);
  if (stack.planOnly || (stack.requires.length === 0 && stack.awaits === undefined)) {
    await letGo(input, ports);
    return { ready: true };
  }
  const key = requirementsKey(operationId, stackKey);
  await ports.state.putToken({ key, operationId, taskToken, createdAt: timestamp(ports.time) });
  for (const awaited of stack.awaits ?? []) await ports.state.putWaiter({ operationId, stackKey, awaited });
  const outcomes = stack.requires.length === 0 ? none : await readOutcomes(operationId, ports);
  return { ready: await letGoIfReady({ operationId, stack, taskToken, outcomes }, ports) };
}

const none: ReadonlyMap<string, StackOutcome> = new Map();

/** A branch that may wait, with the outcomes of its operation: read after the last of them was written. */
export interface Branch {
  readonly operationId: string;
  readonly stack: StackToChange;
  readonly outcomes: ReadonlyMap<string, StackOutcome>;
}

/** Lets the branch of a stack go if it waits and everything it needs has ended. */
export async function wakeIfReady(branch: Branch, ports: RequirementsPorts): Promise<void> {
  const token = await ports.state.readToken(requirementsKey(branch.operationId, branch.stack.stackKey));
  if (token) await letGoIfReady({ ...branch, taskToken: token.taskToken }, ports);
}

interface Waiting extends Branch {
  readonly taskToken: string;
}

/** Answers before it deletes the token: a crash in between only repeats the answer, and a task token accepts one. */
async function letGoIfReady(waiting: Waiting, ports: RequirementsPorts): Promise<boolean> {
  const { operationId, stack, taskToken } = waiting;
  const readiness = await readRequirements(waiting, ports);
  if (readiness === 'pending') return false;
  if (readiness === 'ready') {
    await letGo({ operationId, stackKey: stack.stackKey, taskToken }, ports);
  } else {
    await ports.workflows.fail(taskToken, readiness.code, JSON.stringify(failureOfError(readiness)));
  }
  await forgetToken(requirementsKey(operationId, stack.stackKey), taskToken, ports);
  return true;
}

async function letGo(input: AwaitRequirementsInput, ports: RequirementsPorts): Promise<void> {
  await startStep(input.operationId, { name: input.stackKey }, ports);
  await ports.workflows.succeed(input.taskToken, { ready: true });
}

/** Whether the stacks that a stack needs in its own operation have ended. A failure needs no other to be known. */
export function requirementsOf(
  { requires }: Pick<PlannedStack, 'requires'>,
  outcomes: ReadonlyMap<string, StackOutcome>,
): 'ready' | 'pending' | { readonly failed: string } {
  const failed = requires.find((key) => outcomes.get(key)?.status === 'failed');
  if (failed !== undefined) return { failed };
  return requires.every((key) => outcomes.has(key)) ? 'ready' : 'pending';
}

async function readRequirements(
  { stack, outcomes }: Branch,
  ports: RequirementsPorts,
): Promise<'ready' | 'pending' | PlinthError> {
  const own = requirementsOf(stack, outcomes);
  if (typeof own === 'object') {
    return new PlinthError('RequirementFailed', `\`${stack.stackKey}\` needs \`${own.failed}\`, which failed`);
  }
  let isReady = own === 'ready';
  for (const awaited of stack.awaits ?? []) {
    const readiness = await readAwaited(awaited, ports);
    if (readiness === 'failed') return awaitedInVain(stack, awaited);
    isReady &&= readiness === 'ready';
  }
  return isReady ? 'ready' : 'pending';
}

function awaitedInVain({ stackKey }: PlannedStack, { scope, component, operationId }: AwaitedStack): PlinthError {
  const message = `\`${stackKey}\` needs \`${component}\` of ${scope}, which operation ${operationId} did not bring about`;
  return new PlinthError('RequirementFailed', message, { nextSteps: [`plinth operations ${operationId}`] });
}

/** Unless the branch has stored another token in the meantime. */
async function forgetToken(key: string, taskToken: string, ports: RequirementsPorts): Promise<void> {
  const token = await ports.state.readToken(key);
  if (token?.taskToken === taskToken) await ports.state.takeToken(key);
}

function requirementsKey(operationId: string, stackKey: string): string {
  return `requirements/${operationId}/${stackKey}`;
}
