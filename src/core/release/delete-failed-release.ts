import type { Failure, Operation } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { say } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { changeExecutions } from '../stack/change-executions.ts';
import { NotYet } from '../stack/not-yet.ts';
import { removeStackRecord } from '../stack/remove-stack-record.ts';
import { isOfScope } from '../stack/stack-owner.ts';
import { changeToken } from '../stack/stack-work.ts';
import { assertEmptiable } from './assert-emptiable.ts';
import type { TrafficPorts } from './move-traffic.ts';
import { type ResolvedRelease, releaseScope } from './resolved-release.ts';

interface Failed {
  readonly resolved: ResolvedRelease;
  readonly failure: Failure;
}

/** CloudFormation deletes a stack that is being created; one that is rolled back or updated it refuses to delete. */
const ROLLING_BACK: ReadonlySet<string> = new Set([
  'ROLLBACK_IN_PROGRESS',
  'UPDATE_IN_PROGRESS',
  'UPDATE_ROLLBACK_IN_PROGRESS',
]);

type DeletePorts = TrafficPorts & Pick<Ports, 'state' | 'stacks' | 'workflows' | 'time' | 'ids'>;

/**
 * Deletes what a failed release operation placed: marks the release, stops the execution of change-stack that waits for its
 * stack, and starts the stack's deletion without waiting, because the next release of the slot checks that its tasks are gone. The
 * stack of a release that users still reach stays, and so does a stack of that name that is not the release's. Errors: NotYet while
 * CloudFormation rolls the stack back, because it refuses to delete it until then.
 */
export async function deleteFailedRelease(
  operation: Operation,
  { resolved, failure }: Failed,
  ports: DeletePorts,
): Promise<void> {
  const { application, number, component } = resolved;
  const live = (await ports.state.readScopeState(application))?.live?.release;
  if (!isPlaced(resolved, { planOnly: operation.planOnly, live })) return;
  const status = failure.code === 'Superseded' ? 'superseded' : 'failed';
  const { stackName } = await ports.state.updateRelease(application, number, (now) => ({ ...now, status, failure }));
  if (await mustStay(operation, resolved, ports)) return;
  for (const name of changeExecutions(operation.id, component)) {
    await ports.workflows.stop(ports.workflows.executionArn('change-stack', name), `release ${number} failed`);
  }
  await deleteOwnStack(operation, { resolved, stackName }, ports);
}

/** Its name follows a convention, so another owner's stack may have the same one: its tag tells, and its id is deleted, not its name. */
async function deleteOwnStack(
  operation: Operation,
  { resolved, stackName }: { readonly resolved: ResolvedRelease; readonly stackName: string },
  ports: DeletePorts,
): Promise<void> {
  const { target, component } = resolved;
  const scope = releaseScope(resolved);
  const found = await ports.stacks.describe(target, stackName);
  if (!found || found.status === 'DELETE_COMPLETE') return;
  if (!isOfScope(scope, found)) {
    const message = `stack \`${stackName}\` was not deleted: it is not tagged as ${scope}, so another owner created it`;
    return say(operation.id, { level: 'warning', message }, ports);
  }
  if (ROLLING_BACK.has(found.status)) throw new NotYet(`stack \`${stackName}\` is rolled back: ${found.status}`);
  const step = { operationId: operation.id, scope, stackKey: component };
  // Only a release that was live for a moment has one; run again after a crash, this still finds the stack.
  await removeStackRecord({ scope, component, stackId: found.stackId }, ports);
  await ports.stacks.delete(target, found.stackId, changeToken(step, 'compensate'));
}

async function mustStay(operation: Operation, resolved: ResolvedRelease, ports: DeletePorts): Promise<boolean> {
  try {
    await assertEmptiable(resolved, resolved.number, ports);
    return false;
  } catch (error) {
    if (!(error instanceof PlinthError) || error.code !== 'TrafficServed') throw error;
    await say(operation.id, { level: 'error', message: error.message }, ports);
    return true;
  }
}

interface DeleteSnapshot {
  readonly planOnly: boolean;
  /** Number of the release that is recorded as live. */
  readonly live: number | undefined;
}

/** Whether the operation placed a release of its own that is not live. */
export function isPlaced(
  { entry, number }: Pick<ResolvedRelease, 'entry' | 'number'>,
  { planOnly, live }: DeleteSnapshot,
): boolean {
  return entry === 'place' && !planOnly && live !== number;
}
