import { isEnded, type Operation } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { endOperation } from './end-operation.ts';
import { failureOfError } from './failure-from.ts';
import { finishEnd } from './finish-end.ts';
import { readOperation } from './operation-state.ts';

/**
 * Stops an operation's execution. The operation ends as cancelled when the execution's end is seen; one that has ended
 * stays as it is. Throws NotFound.
 */
export async function cancelOperation(operationId: string, by: string, ports: Ports): Promise<Operation> {
  await readOperation(operationId, ports);
  const operation = await ports.state.updateOperation(operationId, (now) => {
    return isEnded(now) || now.cancelledBy !== undefined ? now : { ...now, cancelledBy: by };
  });
  if (isEnded(operation)) return finishEnd(operation, ports);
  if (operation.status === 'accepted') {
    const error = failureOfError(new PlinthError('Cancelled', `cancelled by ${by}`));
    return endOperation(operationId, { status: 'failed', error }, ports);
  }
  await ports.workflows.stop(operation.executionArn, `cancelled by ${by}`);
  return operation;
}
