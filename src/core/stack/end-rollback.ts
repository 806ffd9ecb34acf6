import { PlinthError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from './assert-still-holds.ts';
import { unrestoredResources } from './failed-resources.ts';
import { NotYet } from './not-yet.ts';
import { changeToken, type StackStep } from './stack-work.ts';
import { newestToken, type SeenStack } from './was-tried.ts';

/**
 * Brings a rollback that stopped to its end: first as it is, because the cause may have passed, then without the resources
 * that will not go back. Always throws: NotYet, or StackFailed when neither helped.
 */
export async function endRollback(
  step: StackStep,
  { stack, seen }: SeenStack,
  ports: Pick<Ports, 'state' | 'stacks'>,
): Promise<never> {
  const { target, stackName } = stack;
  const [asItIs, without] = [changeToken(step, 'unblock'), changeToken(step, 'unblock-the-rest')];
  const tried = await newestToken({ stack, seen }, ports);
  const stuck = async () => {
    const resources = await unrestoredResources({ target, stackId: seen.stackId }, ports);
    return resources.map(({ logicalId }) => logicalId);
  };
  if (tried === without) {
    const names = (await stuck()).join(', ');
    throw new PlinthError('StackFailed', `the rollback of \`${stackName}\` stops every time, at ${names}`);
  }
  await assertStillHolds(step.operationId, ports);
  if (tried === asItIs) {
    await ports.stacks.continueRollback(target, seen.stackId, without, await stuck());
  } else {
    await ports.stacks.continueRollback(target, seen.stackId, asItIs);
  }
  throw new NotYet(`stack \`${stackName}\` continues its rollback`);
}
