import { z } from 'zod';
import { machineOf } from '../operation/operation-state.ts';
import { endIfLost } from '../operation/sweep-operations.ts';
import type { Ports } from '../ports/index.ts';
import { shiftBack } from './shift-back.ts';

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
  if (machineOf(operation) === 'release') await shiftBack({ operationId: operation.id }, ports);
  await endIfLost(operation, ports);
}
