import { readOperation } from '../operation/operation-state.ts';
import type { Ports } from '../ports/index.ts';
import { obstacleError } from './obstacle-error.ts';
import { isOwn } from './stack-owner.ts';
import type { StackSnapshot, StackStep } from './stack-work.ts';

export type DeletePorts = Pick<Ports, 'state' | 'stacks' | 'operationKinds' | 'loadBalancing' | 'workloads'>;

/**
 * Right before CloudFormation is asked to delete a stack: it is deleted by its id, and only with the tag of its scope; and the
 * operation's kind may know why it must stay. Errors: ReviewRefused for a stack that is not ours.
 */
export async function assertDeletable(
  { operationId }: StackStep,
  snapshot: StackSnapshot,
  ports: DeletePorts,
): Promise<void> {
  const { stack, observed } = snapshot;
  const { scope } = stack;
  if (observed && !isOwn(scope, observed)) throw await obstacleError('other-owner', snapshot, ports);
  const { kind } = await readOperation(operationId, ports);
  await ports.operationKinds[kind].guardDeletion?.(operationId, scope, ports);
}
