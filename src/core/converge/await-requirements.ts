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
import { readOutcomes } from './documents.ts';

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
 * failed, be it of this operation or of one that provisions a parent. The token is stored first and the
 * outcomes are read after, while `recordStack` does it the other way round: so one of the two sees both.
 */
export async function awaitRequirements(
  input: AwaitRequirementsInput,
  ports: RequirementsPorts,
): Promise<{ ready: boolean }> {
  const { operationId, stackKey, taskToken } = input;
  await readOpenOperation(operationId, ports);
  const stack = await readPlannedStack(input, ports);
  const key = requirementsKey(operationId, stackKey);
  await ports.state.putToken({ key, operationId, taskToken, createdAt: timestamp(ports.time) });
  for (const awaited of stack.awaits ?? []) await ports.state.putWaiter({ operationId, stackKey, awaited });
  return { ready: await letGoIfReady({ operationId, stack, taskToken }, ports) };
}

/** Lets the branch of a stack go if it waits and everything it needs has ended. */
export async function wakeIfReady(operationId: string, stack: StackToChange, ports: RequirementsPorts): Promise<void> {
  const token = await ports.state.readToken(requirementsKey(operationId, stack.stackKey));
  if (token) await letGoIfReady({ operationId, stack, taskToken: token.taskToken }, ports);
}

interface Waiting {
  readonly operationId: string;
  readonly stack: StackToChange;
  readonly taskToken: string;
}

/**
 * Answers before it deletes the token: a crash in between only repeats the answer, and a task token accepts one. A plan
 * waits for nothing, because nothing changes.
 */
async function letGoIfReady({ operationId, stack, taskToken }: Waiting, ports: RequirementsPorts): Promise<boolean> {
  const readiness = stack.planOnly ? 'ready' : await readRequirements(operationId, stack, ports);
  if (readiness === 'pending') return false;
  if (readiness === 'ready') {
    await startStep(operationId, { name: stack.stackKey }, ports);
    await ports.workflows.succeed(taskToken, { ready: true });
  } else {
    await ports.workflows.fail(taskToken, readiness.code, JSON.stringify(failureOfError(readiness)));
  }
  await forgetToken(requirementsKey(operationId, stack.stackKey), taskToken, ports);
  return true;
}

/** A failure needs no other requirement to be known. */
async function readRequirements(
  operationId: string,
  stack: PlannedStack,
  ports: RequirementsPorts,
): Promise<'ready' | 'pending' | PlinthError> {
  const outcomes = await readOutcomes(operationId, stack.requires, ports);
  const failed = stack.requires.find((key) => outcomes.get(key)?.status === 'failed');
  if (failed !== undefined) {
    return new PlinthError('RequirementFailed', `\`${stack.stackKey}\` needs \`${failed}\`, which failed`);
  }
  let isReady = outcomes.size === stack.requires.length;
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
