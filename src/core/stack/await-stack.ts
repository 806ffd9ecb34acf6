import { z } from 'zod';
import type { StackDescription, Target } from '../ports/aws.ts';
import type { Ports } from '../ports/index.ts';
import { timestamp } from '../time.ts';
import { isSettled } from './stack-status.ts';
import { readPlannedStack, readWork, StackStep } from './stack-work.ts';

export const AwaitStackInput = StackStep.extend({ taskToken: z.string() });
export type AwaitStackInput = z.infer<typeof AwaitStackInput>;

/**
 * Leaves the task token where the stack's status event finds it, then looks once: an event that came before the token
 * is not missed. The state's timeout runs this again, so a lost event costs no more than that.
 */
export async function awaitStack(
  { taskToken, ...step }: AwaitStackInput,
  ports: Pick<Ports, 'state' | 'stacks' | 'workflows' | 'time'>,
): Promise<void> {
  const stack = await readPlannedStack(step, ports);
  const work = await readWork(step, ports);
  const found = await ports.stacks.describe(stack.target, work.stackId ?? stack.stackId ?? stack.stackName);
  if (!found) return void (await ports.workflows.succeed(taskToken, {}));
  const key = stackKey(found.stackId, work.token);
  await ports.state.putToken({ key, operationId: step.operationId, taskToken, createdAt: timestamp(ports.time) });
  const seen = await ports.stacks.describe(stack.target, found.stackId);
  if (seen && !(await hasEnded(seen, { target: stack.target, token: work.token }, ports))) return;
  await ports.state.takeToken(key);
  await ports.workflows.succeed(taskToken, {});
}

/**
 * Under this key the end of a change of a stack is awaited. CloudFormation marks all events of a change with its client
 * request token, so that the end of another one wakes nobody.
 */
export function stackKey(stackId: string, clientRequestToken = ''): string {
  return `stack/${stackId}/${clientRequestToken}`;
}

interface Change {
  readonly target: Target;
  readonly token: string | undefined;
}

const eventsMax = 500;

/**
 * Right after a change began, CloudFormation may still answer with the status from before it. Every event carries the token
 * of the change it belongs to; the newest may belong to another operation's, which came after.
 */
async function hasEnded(seen: StackDescription, change: Change, ports: Pick<Ports, 'stacks'>): Promise<boolean> {
  if (!isSettled(seen.status)) return false;
  // Gone is gone, whoever asked for it first.
  if (seen.status === 'DELETE_COMPLETE') return true;
  const [newest] = await ports.stacks.events(change.target, seen.stackId, 1);
  if (newest?.clientRequestToken === undefined || change.token === undefined) return true;
  if (newest.clientRequestToken === change.token) return true;
  const events = await ports.stacks.events(change.target, seen.stackId, eventsMax);
  return events.some(({ clientRequestToken }) => clientRequestToken === change.token);
}
