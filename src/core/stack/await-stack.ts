import { z } from 'zod';
import type { StackDescription, Target } from '../ports/aws.ts';
import type { Ports } from '../ports/index.ts';
import { timestamp } from '../time.ts';
import { isSettled } from './stack-status.ts';
import { readPlannedStack, readWork, StackStep } from './stack-work.ts';

/** `other`: any operation that changes the stack is awaited, be it started by this workflow or not. */
export const AwaitStackInput = StackStep.extend({
  taskToken: z.string(),
  awaits: z.enum(['own', 'other']).default('own'),
});
export type AwaitStackInput = z.infer<typeof AwaitStackInput>;

/**
 * State "Await stack": stores the task token where the stack's status event finds it, then reads the stack once, so that an event
 * that came before the token is not missed. The state's timeout runs this again: a lost event costs no more than that.
 */
export async function awaitStack(
  { taskToken, awaits, ...step }: z.input<typeof AwaitStackInput>,
  ports: Pick<Ports, 'state' | 'stacks' | 'workflows' | 'time'>,
): Promise<void> {
  const { target, ...stack } = await readPlannedStack(step, ports);
  const work = await readWork(step, ports);
  const found = await ports.stacks.describe(target, work.stackId ?? stack.stackId ?? stack.stackName);
  if (!found) return void (await ports.workflows.succeed(taskToken, {}));
  const { stackId } = found;
  const isOwn = awaits !== 'other';
  const token = isOwn ? work.token : await newestToken(target, stackId, ports);
  const key = stackTokenKey(stackId, token);
  await ports.state.putToken({ key, operationId: step.operationId, taskToken, createdAt: timestamp(ports.time) });
  const observed = await ports.stacks.describe(target, stackId);
  const isOver = isOwn ? hasEnded : isIdle;
  if (observed && !(await isOver(observed, { target, token }, ports))) return;
  await ports.state.takeToken(key);
  await ports.workflows.succeed(taskToken, {});
}

/**
 * Under this key the end of a change of a stack is awaited. CloudFormation marks all events of a change with its client
 * request token, so the end of another change does not resolve it.
 */
export function stackTokenKey(stackId: string, clientRequestToken = ''): string {
  return `stack/${stackId}/${clientRequestToken}`;
}

interface AwaitedChange {
  readonly target: Target;
  readonly token: string | undefined;
}

const eventsMax = 500;

/**
 * Right after a change began, CloudFormation may still answer with the status from before it. Every event carries the token
 * of the change it belongs to; the newest may belong to another operation's, which came after.
 */
async function hasEnded(
  observed: StackDescription,
  change: AwaitedChange,
  ports: Pick<Ports, 'stacks'>,
): Promise<boolean> {
  if (!isSettled(observed.status)) return false;
  // It does not matter which operation deleted it.
  if (observed.status === 'DELETE_COMPLETE') return true;
  const newest = await newestToken(change.target, observed.stackId, ports);
  if (newest === undefined || change.token === undefined || newest === change.token) return true;
  const events = await ports.stacks.events(change.target, observed.stackId, eventsMax);
  return events.some(({ clientRequestToken }) => clientRequestToken === change.token);
}

async function isIdle({ status }: StackDescription): Promise<boolean> {
  return isSettled(status);
}

/** The token of the CloudFormation operation that the newest event belongs to. A wrong one costs the state's timeout, once. */
async function newestToken(target: Target, stackId: string, ports: Pick<Ports, 'stacks'>): Promise<string | undefined> {
  const [newest] = await ports.stacks.events(target, stackId, 1);
  return newest?.clientRequestToken;
}
