import type { PlannedStack } from '../plan/plan.ts';
import type { StackDescription } from '../ports/aws.ts';

const TRAFFIC_PARAMETERS = ['LiveSlot', 'WeightOne', 'WeightTwo'] as const;
const LISTENER_PARAMETERS = ['HttpListenerArn', 'HttpsListenerArn', 'TestListenerArn'] as const;

/**
 * Whether CloudFormation knows the listener weights of the last toggle, or need not: a stack without traffic has none. A stack
 * whose listener changes gets them with that change. Its rules may be gone with the old listener, so that
 * CloudFormation could neither update them nor roll that update back. Pure.
 */
export function isSynchronised(stack: PlannedStack, observed: StackDescription): boolean {
  return Object.keys(staleWeights(stack, observed)).length === 0 || changesListener(stack, observed);
}

/** The parameters in which CloudFormation still has the weights from before the last toggle, with their values now. Pure. */
export function staleWeights(stack: PlannedStack, observed: StackDescription): Record<string, string> {
  const stale: Record<string, string> = {};
  for (const name of TRAFFIC_PARAMETERS) {
    const planned = stack.parameters[name];
    const value = observed.parameters[name];
    if (planned && 'value' in planned && value !== undefined && planned.value !== value) stale[name] = planned.value;
  }
  return stale;
}

function changesListener(stack: PlannedStack, observed: StackDescription): boolean {
  return LISTENER_PARAMETERS.some((name) => {
    const planned = stack.parameters[name];
    return planned !== undefined && 'value' in planned && planned.value !== observed.parameters[name];
  });
}
