import type { Operation } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { endLostOperation } from '../operation/end-operation.ts';
import { failureOfError } from '../operation/failure-from.ts';
import { finishEnd } from '../operation/finish-end.ts';
import { type EndedOperation, isEnded, isFinished, machineOf } from '../operation/operation-state.ts';
import type { Ports } from '../ports/index.ts';
import { stopMigration } from './migrate.ts';
import { findFacts } from './release-facts.ts';
import { shiftBack } from './shift-back.ts';
import { withdraw } from './withdraw.ts';

/**
 * Ends an operation whose execution is over without having settled it, seen by the sweep or told by its event. A release's
 * traffic goes back where it was first. An end that broke off is finished. Answers whether there was anything to do.
 */
export async function endIfLost(operation: Operation, ports: Ports): Promise<boolean> {
  if (isEnded(operation)) return finishIfUnfinished(operation, ports);
  if (operation.status !== 'running' && operation.status !== 'waiting') return false;
  const status = await ports.workflows.status(operation.executionArn);
  if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return false;
  const why = status === 'absent' ? 'its workflow is not there' : `its workflow ended as ${status} without a result`;
  if (machineOf(operation) === 'release') await takeBack(operation, why, ports);
  await endLostOperation(operation.id, { why }, ports);
  return true;
}

async function finishIfUnfinished(operation: EndedOperation, ports: Ports): Promise<boolean> {
  if (isFinished(operation)) return false;
  await finishEnd(operation, ports);
  return true;
}

async function takeBack(operation: Operation, why: string, ports: Ports): Promise<void> {
  const facts = await findFacts(operation.id, ports);
  if (facts?.migrate) await stopMigration(operation.id, facts, ports);
  await shiftBack({ operationId: operation.id }, ports);
  const code = operation.cancelledBy === undefined ? 'ExecutionLost' : 'Cancelled';
  if (facts) await withdraw(operation, { facts, failure: failureOfError(new PlinthError(code, why)) }, ports);
}
