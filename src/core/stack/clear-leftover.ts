import type { PlannedStack } from '../plan/plan.ts';
import type { StackDescription } from '../ports/aws.ts';
import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from './assert-still-holds.ts';
import { EVERYTHING, emptyContents } from './empty-contents.ts';
import { undeletedResources } from './failed-resources.ts';
import type { StackAction } from './next-stack-action.ts';
import { NotYet } from './not-yet.ts';
import { changeToken, type StackStep } from './stack-work.ts';

interface Leftover {
  readonly stack: PlannedStack;
  readonly seen: StackDescription;
  readonly action: StackAction;
}

/**
 * Deletes what stands in the way of a new stack: a creation that failed before us, in which nothing ever ran, or a
 * deletion that stopped half way. What has failed to go once more is left. Always throws NotYet: the deletion takes time.
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
  const token = changeToken(step, 'clear');
  const [newest] = await ports.stacks.events(target, stackId, 1);
  if (action.kind === 'retain-and-delete' && newest?.clientRequestToken === token) {
    const failed = await undeletedResources({ target, stackId }, ports);
    const left = failed.map(({ logicalId }) => logicalId);
    await ports.stacks.delete(target, stackId, changeToken(step, 'clear-the-rest'), left);
  } else {
    await ports.stacks.delete(target, stackId, token);
  }
  throw new NotYet(`what is left of \`${stackName}\` is being deleted`);
}
