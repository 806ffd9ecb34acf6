import { isEnded } from '../entities.ts';
import { own } from '../own.ts';
import type { AwaitedStack } from '../plan/plan.ts';
import { readPlanIndex } from '../plan/plan-documents.ts';
import { isUsable } from '../plan/stack-record.ts';
import type { Ports } from '../ports/index.ts';
import { readOutcome } from './documents.ts';

type State = Pick<Ports, 'state'>;

/** Whether a stack of another operation is there to be built on; `failed` when it never will be by that operation. */
export type Readiness = 'ready' | 'pending' | 'failed';

/**
 * The operation is read before the outcome: one that has ended writes no more outcomes. What it left alone, and what it
 * did not come to before it ended, is as the state of its scope says.
 */
export async function readAwaited({ operationId, scope, component }: AwaitedStack, ports: State): Promise<Readiness> {
  const operation = await ports.state.readOperation(operationId);
  const outcome = await readOutcome(operationId, component, ports);
  if (outcome) return outcome.status === 'succeeded' ? 'ready' : 'failed';
  const plan = await readPlanIndex(operationId, ports);
  const isChanged = plan?.stacks.some((stack) => stack.stackKey === component && stack.action !== 'keep') ?? true;
  if (operation && !isEnded(operation) && isChanged) return 'pending';
  const scopeState = await ports.state.readScopeState(scope);
  const record = scopeState && own(scopeState.stacks, component);
  return record && isUsable(record) ? 'ready' : 'failed';
}
