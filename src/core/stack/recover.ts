import type { PlannedStack } from '../plan/plan.ts';
import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from './assert-still-holds.ts';
import { DiagnoseStackInput } from './diagnose-stack.ts';
import { EVERYTHING, emptyContents } from './empty-contents.ts';
import { undeletedResources, unrestoredResources } from './failed-resources.ts';
import { nextStackAction } from './next-stack-action.ts';
import { isSettled } from './stack-status.ts';
import {
  changeToken,
  describePlanned,
  readPlannedStack,
  readWork,
  type StackWork,
  wishFor,
  writeWork,
} from './stack-work.ts';

export const RecoverInput = DiagnoseStackInput;

export type Recovered = DiagnoseStackInput & { readonly next: 'await' | 'fail' };

const recoveriesMax = 3;

type RecoverPorts = Pick<Ports, 'state' | 'stacks' | 'contents'>;

/**
 * Gets a stack out of a status that no later request could leave. `await`: a recovery was started, and the workflow waits for
 * it as for any change. `fail`: nothing more to do; the stack stands in a status that the next request can start from. Throws
 * NotYet while a bucket or zone is being emptied.
 */
export async function recover(input: DiagnoseStackInput, ports: RecoverPorts): Promise<Recovered> {
  const step = { operationId: input.operationId, scope: input.scope, stackKey: input.stackKey };
  const stack = await readPlannedStack(step, ports);
  const work = await readWork(step, ports);
  const seen = await describePlanned(stack, work, ports);
  if (!work.acted || !seen || work.recoveries >= recoveriesMax) return { ...input, next: 'fail' };
  if (!isSettled(seen.status)) return { ...input, next: 'await' };
  const action = nextStackAction(seen.status, wishFor(stack));
  if (action.kind !== 'continue-rollback' && action.kind !== 'retain-and-delete') return { ...input, next: 'fail' };
  const recoveries = work.recoveries + 1;
  const token = changeToken(step, `recover${recoveries}`);
  const attempt = { stack, stackId: seen.stackId, work: { ...work, recoveries, token } };
  await assertStillHolds(step.operationId, ports);
  const retained = await (action.kind === 'continue-rollback' ? continueRollback : deleteAgain)(attempt, token, ports);
  await writeWork(step, { ...attempt.work, retained: [...work.retained, ...retained] }, ports);
  return { ...input, next: 'await' };
}

interface Attempt {
  readonly stack: PlannedStack;
  readonly stackId: string;
  readonly work: StackWork;
}

/** First as it is, because the cause may have passed; then without the resources that cannot be rolled back. */
async function continueRollback(
  { stack, stackId, work }: Attempt,
  token: string,
  ports: RecoverPorts,
): Promise<string[]> {
  const skip = work.recoveries > 1 ? await unrestoredResources({ target: stack.target, stackId }, ports) : [];
  await ports.stacks.continueRollback(
    stack.target,
    stackId,
    token,
    skip.map((event) => event.logicalId),
  );
  return [];
}

/**
 * First as it is: a network interface may have been let go by now, and logs that filled a bucket again come no more once its
 * policy is gone. Then keeping what will not go, and saying what.
 */
async function deleteAgain({ stack, stackId, work }: Attempt, token: string, ports: RecoverPorts): Promise<string[]> {
  await emptyContents({ target: stack.target, stackId, types: EVERYTHING }, ports);
  const kept = work.recoveries > 1 ? await undeletedResources({ target: stack.target, stackId }, ports) : [];
  await ports.stacks.delete(
    stack.target,
    stackId,
    token,
    kept.map((event) => event.logicalId),
  );
  return kept.map((event) => `${event.type} ${event.physicalId ?? event.logicalId}`);
}
