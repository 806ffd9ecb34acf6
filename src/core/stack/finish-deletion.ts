import { findPlannedStack } from '../plan/plan-documents.ts';
import { type ChangedStack, startNextExecution } from './change-executions.ts';
import { readResult } from './stack-result.ts';
import { readSnapshot } from './stack-work.ts';
import { type VerifyPorts, verifyStack } from './verify-stack.ts';

/**
 * The execution that changed a stack was stopped. Not every operation waits for the end of a deletion that it began, so the record of
 * the stack would stay. The record of a stack that no longer exists is removed; while CloudFormation deletes it, another execution waits
 * for that. A stack whose deletion has not begun is left alone: whatever stopped the execution may want to keep it.
 */
export async function finishDeletion(changed: ChangedStack, ports: VerifyPorts): Promise<void> {
  const stack = await findPlannedStack(changed, ports);
  if (stack?.action !== 'delete' || stack.planOnly) return;
  if (await readResult(changed.operationId, changed.stackKey, ports)) return;
  const step = { ...changed, scope: stack.scope };
  const { observed } = await readSnapshot(step, ports);
  if (!observed) await verifyStack(step, ports);
  else if (observed.status === 'DELETE_IN_PROGRESS') await startNextExecution(step, ports);
}
