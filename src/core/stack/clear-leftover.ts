import { PlinthError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from './assert-still-holds.ts';
import { EVERYTHING, emptyContents } from './empty-contents.ts';
import { undeletedResources } from './failed-resources.ts';
import type { StackAction } from './next-stack-action.ts';
import { NotYet } from './not-yet.ts';
import { changeToken, type StackStep } from './stack-work.ts';
import { type SeenStack, wasTried } from './was-tried.ts';

interface Leftover extends SeenStack {
  readonly action: StackAction;
}

/**
 * Deletes what stands in the way of a new stack: a creation that failed before us, in which nothing ever ran, or a
 * deletion that stopped half way. What has failed to go once more is left. Always throws:
 * NotYet, because the deletion takes time, or StackFailed when not even that helped.
 */
export async function clearLeftover(
  step: StackStep,
  { stack, seen, action }: Leftover,
  ports: Pick<Ports, 'state' | 'stacks' | 'contents'>,
): Promise<never> {
  const { stackId } = seen;
  const { target, stackName } = stack;
  await assertStillHolds(step.operationId, ports);
  if (stack.data) await ports.stacks.setTerminationProtection(target, stackId, false);
  if (action.kind === 'retain-and-delete') await emptyContents({ target, stackId, types: EVERYTHING }, ports);
  const [whole, rest] = [changeToken(step, 'clear'), changeToken(step, 'clear-the-rest')];
  const left = (await undeletedResources({ target, stackId }, ports)).map(({ logicalId }) => logicalId);
  if (await wasTried(rest, { stack, seen }, ports)) {
    throw new PlinthError('StackFailed', `what is left of \`${stackName}\` will not go: ${left.join(', ')}`);
  }
  if (action.kind === 'retain-and-delete' && (await wasTried(whole, { stack, seen }, ports))) {
    await ports.stacks.delete(target, stackId, rest, left);
  } else {
    await ports.stacks.delete(target, stackId, whole);
  }
  throw new NotYet(`what is left of \`${stackName}\` is being deleted`);
}
