import { z } from 'zod';
import { PlinthError } from '../errors.ts';
import { failureOfError } from '../operation/failure-from.ts';
import { readOpenOperation } from '../operation/operation-state.ts';
import { startStep } from '../operation/operation-steps.ts';
import type { Plan, PlannedStack } from '../plan/plan.ts';
import type { Ports } from '../ports/index.ts';
import { timestamp } from '../time.ts';
import { readOutcomes, readStack } from './documents.ts';

/** Input of the state "Await requirements". */
export const AwaitRequirementsInput = z.object({
  operationId: z.string(),
  component: z.string(),
  taskToken: z.string(),
});
export type AwaitRequirementsInput = z.infer<typeof AwaitRequirementsInput>;

/**
 * State "Await requirements": lets the branch go once every stack that it needs is ready, and fails it when one of them
 * failed. The token is stored first and the outcomes are read after, while `recordStack` does it the other way round: so
 * one of the two sees both.
 */
export async function awaitRequirements(input: AwaitRequirementsInput, ports: Ports): Promise<{ ready: boolean }> {
  const { operationId, component, taskToken } = input;
  await readOpenOperation(operationId, ports);
  const { plan, stack } = await readStack(input, ports);
  const key = requirementsKey(operationId, component);
  await ports.state.putToken({ key, operationId, taskToken, createdAt: timestamp(ports.time) });
  return { ready: await letGoIfReady({ plan, stack, taskToken }, ports) };
}

/** Lets the branch of a stack go if it waits and everything it needs has ended. */
export async function wakeIfReady(plan: Plan, stack: PlannedStack, ports: Ports): Promise<void> {
  const token = await ports.state.readToken(requirementsKey(plan.operationId, stack.key));
  if (token) await letGoIfReady({ plan, stack, taskToken: token.taskToken }, ports);
}

interface Waiting {
  readonly plan: Plan;
  readonly stack: PlannedStack;
  readonly taskToken: string;
}

/**
 * The answer goes before the token: whoever dies in between answers again, and a task token takes one answer. A plan
 * waits for nothing, because nothing changes.
 */
async function letGoIfReady({ plan, stack, taskToken }: Waiting, ports: Ports): Promise<boolean> {
  const { operationId } = plan;
  const requires = plan.planOnly ? [] : stack.requires;
  const outcomes = await readOutcomes(operationId, requires, ports);
  const failed = requires.find((key) => outcomes.get(key)?.status === 'failed');
  if (failed === undefined && outcomes.size < requires.length) return false;
  if (failed === undefined) {
    await startStep(operationId, { name: stack.key }, ports);
    await ports.workflows.succeed(taskToken, { ready: true });
  } else {
    const error = new PlinthError('RequirementFailed', `\`${stack.key}\` needs \`${failed}\`, which failed`);
    await ports.workflows.fail(taskToken, error.code, JSON.stringify(failureOfError(error)));
  }
  await forgetToken(requirementsKey(operationId, stack.key), taskToken, ports);
  return true;
}

/** Unless the branch has come again with another token, which somebody else will answer. */
async function forgetToken(key: string, taskToken: string, ports: Ports): Promise<void> {
  const token = await ports.state.readToken(key);
  if (token?.taskToken === taskToken) await ports.state.takeToken(key);
}

function requirementsKey(operationId: string, component: string): string {
  return `requirements/${operationId}/${component}`;
}
