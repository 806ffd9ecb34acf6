import { z } from 'zod';
import type { Ports } from '../ports/index.ts';
import { endIfLost } from './end-if-lost.ts';

/** EventBridge's `Step Functions Execution Status Change`. The execution's name is the operation's id. */
export const ExecutionChanged = z.object({ detail: z.object({ name: z.string(), status: z.string() }) });
export type ExecutionChanged = z.infer<typeof ExecutionChanged>;

/** An execution ended without settling its operation: aborted, timed out, or failed in its last state. */
export async function executionChanged({ detail }: ExecutionChanged, ports: Ports): Promise<void> {
  const operation = await ports.state.readOperation(detail.name);
  if (operation) await endIfLost(operation, ports);
}
