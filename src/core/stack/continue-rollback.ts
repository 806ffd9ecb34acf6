import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from './assert-still-holds.ts';
import { unrestoredResources } from './failed-resources.ts';
import { nextStackAction } from './next-stack-action.ts';
import { type Attempted, StackAttempt, workOfAttempt } from './stack-attempt.ts';
import { startProcedure } from './stack-progress.ts';
import { readSnapshot, writeWork } from './stack-work.ts';

export const ContinueRollbackInput = StackAttempt;

/**
 * State "Continue rollback": continues a rollback that stopped. First as it is, because the cause may be over; then without the
 * resources that cannot be rolled back.
 */
export async function continueRollback(
  input: StackAttempt,
  ports: Pick<Ports, 'state' | 'stacks' | 'time' | 'ids'>,
): Promise<Attempted> {
  const { stack, work, observed } = await readSnapshot(input, ports);
  if (!observed || nextStackAction(observed.status, 'present').kind !== 'continue-rollback') return { started: false };
  const { target } = stack;
  const { stackId } = observed;
  await startProcedure(input, { state: 'continue-rollback', attempt: input.attempt }, ports);
  const stuck = input.attempt > 1 ? await unrestoredResources({ target, stackId }, ports) : [];
  const begun = workOfAttempt(input, 'continue-rollback', work);
  await assertStillHolds(input.operationId, ports);
  await writeWork(input, begun, ports);
  const skip = stuck.map(({ logicalId }) => logicalId);
  await ports.stacks.continueRollback(target, stackId, begun.token, skip);
  return { started: true };
}
