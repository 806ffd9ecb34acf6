import type { Ports } from '../ports/index.ts';
import { eachOnce } from '../retained.ts';
import { assertDeletable, type DeletePorts } from './assert-deletable.ts';
import { assertStillHolds } from './assert-still-holds.ts';
import { undeletedResources } from './failed-resources.ts';
import { leftBy } from './left-by.ts';
import { type Attempted, StackAttempt, workOfAttempt } from './stack-attempt.ts';
import { startProcedure } from './stack-progress.ts';
import { isSettled } from './stack-status.ts';
import { readSnapshot, writeWork } from './stack-work.ts';

export const DeleteLeftoverInput = StackAttempt;

/**
 * State "Delete leftover": deletes what a failed creation or deletion left. First all of it: a network interface may be detached
 * by now, and logs that filled a bucket again stop once its policy is gone. Then without the resources that could not
 * be deleted, which are recorded as retained.
 */
export async function deleteLeftover(
  input: StackAttempt,
  ports: DeletePorts & Pick<Ports, 'time' | 'ids'>,
): Promise<Attempted> {
  const snapshot = await readSnapshot(input, ports);
  const { stack, work, observed } = snapshot;
  if (!observed || !isSettled(observed.status)) return { started: false };
  const { target } = stack;
  const { stackId, status } = observed;
  await startProcedure(input, { state: 'delete-leftover', attempt: input.attempt }, ports);
  // CloudFormation takes resources to retain only after a deletion has failed.
  const keeps = input.attempt > 1 && status === 'DELETE_FAILED';
  const kept = keeps ? await undeletedResources({ target, stackId }, ports) : [];
  const begun = workOfAttempt(input, 'delete-leftover', work);
  const left = kept.map((event) => leftBy(event));
  await assertStillHolds(input.operationId, ports);
  await assertDeletable(input, snapshot, ports);
  await writeWork(input, { ...begun, retained: [...eachOnce([...work.retained, ...left])] }, ports);
  if (observed.terminationProtection) await ports.stacks.setTerminationProtection(target, stackId, false);
  const retain = kept.map(({ logicalId }) => logicalId);
  await ports.stacks.delete(target, stackId, begun.token, retain);
  return { started: true };
}
