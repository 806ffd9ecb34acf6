import { z } from 'zod';
import type { Operation } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { failureOfError } from '../operation/failure-from.ts';
import { machineOf } from '../operation/operation-state.ts';
import { endIfLost } from '../operation/sweep-operations.ts';
import type { Ports } from '../ports/index.ts';
import { findFacts } from './release-facts.ts';
import { shiftBack } from './shift-back.ts';
import { withdraw } from './withdraw.ts';

/** EventBridge's `Step Functions Execution Status Change`. The execution's name is the operation's id. */
export const ExecutionChanged = z.object({ detail: z.object({ name: z.string(), status: z.string() }) });
export type ExecutionChanged = z.infer<typeof ExecutionChanged>;

/**
 * An execution ended without settling its operation: aborted, timed out, or failed in its last state. A release's traffic goes
 * back where it was, and the operation ends.
 */
export async function executionChanged({ detail }: ExecutionChanged, ports: Ports): Promise<void> {
  const operation = await ports.state.readOperation(detail.name);
  if (!operation || (operation.status !== 'running' && operation.status !== 'waiting')) return;
  if (machineOf(operation) === 'release') await takeBack(operation, `its workflow ended as ${detail.status}`, ports);
  await endIfLost(operation, ports);
}

async function takeBack(operation: Operation, why: string, ports: Ports): Promise<void> {
  const facts = await findFacts(operation.id, ports);
  await shiftBack({ operationId: operation.id }, ports);
  const failure = failureOfError(
    new PlinthError(operation.cancelledBy === undefined ? 'ExecutionLost' : 'Cancelled', why),
  );
  if (facts) await withdraw(operation, { facts, failure }, ports);
}
