import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from './assert-still-holds.ts';
import { doubtRecord } from './doubt-record.ts';
import { BUCKETS, emptyContents } from './empty-contents.ts';
import { nextStackAction } from './next-stack-action.ts';
import { NotYet } from './not-yet.ts';
import { changeToken, type StackStep, type StackWork, writeWork } from './stack-work.ts';
import { updateInPassing } from './update-in-passing.ts';
import { type SeenStack, wasTried } from './was-tried.ts';
import { withoutProtection } from './without-protection.ts';

interface Leaving extends SeenStack {
  readonly work: StackWork;
}

type DeletionPorts = Pick<Ports, 'state' | 'stacks' | 'contents'>;

/**
 * Brings a stack to where its deletion leaves nothing behind: of one that holds data the protection is lifted, by an
 * update to its own template with nothing protected; its buckets are emptied. Each call makes the next move and NotYet
 * says that there is more to do. Errors: StackFailed when the protection could not be lifted, Fenced.
 */
export async function prepareDeletion(step: StackStep, leaving: Leaving, ports: DeletionPorts): Promise<void> {
  const { stack, seen } = leaving;
  // A change set that was never executed: there is no template and no resource yet.
  if (seen.status === 'REVIEW_IN_PROGRESS') return;
  if (stack.data) await liftProtection(step, leaving, ports);
  await emptyContents({ target: stack.target, stackId: seen.stackId, types: BUCKETS }, ports);
}

async function liftProtection(step: StackStep, leaving: Leaving, ports: DeletionPorts): Promise<void> {
  const { stack, seen } = leaving;
  // From the stack's own template: that of the catalogue may have changed since, or have left.
  const open = withoutProtection(await ports.stacks.template(stack.target, seen.stackId));
  if (open === undefined) return;
  switch (nextStackAction(seen.status, 'present').kind) {
    case 'update':
      return openStack(step, { ...leaving, open }, ports);
    case 'continue-rollback':
      return unblock(step, leaving, ports);
    default:
      // It can only be deleted. What it keeps then is on the list of what was retained.
      return;
  }
}

interface Opening extends Leaving {
  /** The template with nothing protected. */
  readonly open: string;
}

function openStack(step: StackStep, { stack, seen, work, open }: Opening, ports: DeletionPorts): Promise<void> {
  const begin = async (token: string) => {
    await doubtRecord(stack, seen.stackId, ports);
    await writeWork(step, { ...work, stackId: seen.stackId, acted: true, token }, ports);
  };
  const says = {
    underWay: `the protection of \`${stack.stackName}\` is being lifted`,
    failed: `the protection of \`${stack.stackName}\` could not be lifted`,
  };
  const change = { templateBody: open, parameters: {}, keeps: Object.keys(seen.parameters), tags: seen.tags };
  return updateInPassing(step, { stack, seen, suffix: 'unprotect', change, says, begin }, ports);
}

/** A rollback that stopped has to come to its end before anything can be updated. Tried once. */
async function unblock(step: StackStep, { stack, seen }: Leaving, ports: DeletionPorts): Promise<void> {
  const token = changeToken(step, 'unblock');
  if (await wasTried(token, { stack, seen }, ports)) return;
  await assertStillHolds(step.operationId, ports);
  await ports.stacks.continueRollback(stack.target, seen.stackId, token);
  throw new NotYet(`stack \`${stack.stackName}\` continues its rollback`);
}
