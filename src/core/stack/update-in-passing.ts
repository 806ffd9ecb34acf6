import { PlinthError } from '../errors.ts';
import type { StackChange, StackDescription } from '../ports/aws.ts';
import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from './assert-still-holds.ts';
import { NotYet } from './not-yet.ts';
import { isGood } from './stack-status.ts';
import { changeToken, type StackStep } from './stack-work.ts';
import { type SeenStack, wasTried } from './was-tried.ts';

/** A small update before the change that was asked for. */
export interface Passing extends SeenStack {
  /** What makes its token differ from those of the step's other changes. */
  readonly suffix: string;
  readonly change: Pick<StackChange, 'templateBody' | 'parameters' | 'keeps' | 'tags'>;
  /** What people read while it is under way, and when it was not to be had. */
  readonly says: { readonly underWay: string; readonly failed: string };
  /** Right before it is carried out. */
  readonly begin?: (token: string) => Promise<void>;
}

/**
 * Carries an update out, once. Returns when there is nothing to update; throws NotYet while it is under way, and StackFailed
 * when CloudFormation refuses it or takes it back.
 */
export async function updateInPassing(
  step: StackStep,
  { stack, seen, suffix, change, says, begin }: Passing,
  ports: Pick<Ports, 'state' | 'stacks'>,
): Promise<void> {
  const { target, stackName } = stack;
  const name = changeToken(step, suffix);
  if (await wasTried(name, { stack, seen }, ports)) refuseFailure(says, seen);
  await assertStillHolds(step.operationId, ports);
  await ports.stacks.createChangeSet(target, { stackName, ...change, clientRequestToken: name }, 'UPDATE', name);
  const changeSet = await ports.stacks.describeChangeSet(target, stackName, name);
  if (changeSet.kind === 'empty') return;
  if (changeSet.kind === 'failed') {
    throw new PlinthError('StackFailed', `${says.failed}: ${changeSet.reason}`);
  }
  if (changeSet.kind === 'ready') {
    await begin?.(name);
    await ports.stacks.executeChangeSet(target, stackName, name, name);
  }
  throw new NotYet(says.underWay);
}

/** Its update has ended, and the stack is still seen as it was before. */
function refuseFailure({ underWay, failed }: Passing['says'], { status, statusReason }: StackDescription): never {
  if (isGood(status)) throw new NotYet(underWay);
  const reason = statusReason === undefined ? '' : `: ${statusReason}`;
  throw new PlinthError('StackFailed', `${failed}, it is ${status}${reason}`);
}
