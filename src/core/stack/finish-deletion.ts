import { findPlannedStack } from '../plan/plan-documents.ts';
import type { Ports } from '../ports/index.ts';
import { stackOfExecution, startNextExecution } from './resume-if-stopped.ts';
import { readResult } from './stack-result.ts';
import { readSnapshot } from './stack-work.ts';
import { verifyStack } from './verify-stack.ts';

/**
 * An execution of change-stack was stopped. Not every operation waits for the end of a deletion that it began, so the record of the
 * stack would stay. The record of a stack that no longer exists is removed; while CloudFormation deletes it, another execution waits
 * for that. A stack whose deletion has not begun is left alone: whatever stopped the execution may want to keep it.
 */
export async function finishDeletion(
  executionName: string,
  ports: Parameters<typeof verifyStack>[1] & Pick<Ports, 'workflows'>,
): Promise<void> {
  const named = stackOfExecution(executionName);
  if (!named) return;
  const stack = await findPlannedStack(named, ports);
  if (stack?.action !== 'delete' || stack.planOnly) return;
  if (await readResult(named.operationId, named.stackKey, ports)) return;
  const step = { ...named, scope: stack.scope };
  const { observed } = await readSnapshot(step, ports);
  if (!observed) await verifyStack(step, ports);
  else if (observed.status === 'DELETE_IN_PROGRESS') await startNextExecution(step, ports);
}
