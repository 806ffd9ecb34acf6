import { type EndedOperation, isEnded, type Operation } from '../entities.ts';
import type { Ports } from '../ports/index.ts';
import { endLostOperation, endOperation } from './end-operation.ts';
import { finishEnd } from './finish-end.ts';
import { isFinished } from './operation-state.ts';

/**
 * Ends an operation whose execution has ended without settling it, as the sweep or the execution's event reports. One that has
 * reached what was asked for succeeded, although its last state could not run. Otherwise what a
 * release did is taken back first, as far as it can be. An end that broke off is finished. Answers whether there was
 * anything to do.
 */
export async function endIfLost(operation: Operation, ports: Ports): Promise<boolean> {
  if (isEnded(operation)) return finishIfUnfinished(operation, ports);
  if (operation.status !== 'running' && operation.status !== 'waiting') return false;
  const status = await ports.workflows.status(operation.executionArn);
  if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return false;
  const result = await ports.operationKinds[operation.kind].achieved?.(operation, ports);
  if (result) {
    await endOperation(operation.id, { status: 'succeeded', result }, ports);
    return true;
  }
  const why =
    status === 'absent' ? 'its execution does not exist' : `its execution ended as ${status} without a result`;
  const failed = await ports.workflows.failure(operation.executionArn);
  const evidence = (await ports.operationKinds[operation.kind].compensate?.(operation, why, ports)) ?? [];
  await endLostOperation(operation.id, { why, evidence, failed }, ports);
  return true;
}

async function finishIfUnfinished(operation: EndedOperation, ports: Ports): Promise<boolean> {
  if (isFinished(operation)) return false;
  await finishEnd(operation, ports);
  return true;
}
