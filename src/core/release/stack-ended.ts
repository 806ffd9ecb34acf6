import type { Ports } from '../ports/index.ts';
import { parseScope } from '../scope.ts';
import type { StackStep } from '../stack/stack-work.ts';
import { healthyKey } from './healthy-key.ts';
import { findFacts } from './release-facts.ts';

/** Under this key a release waits for the stacks that it started and went on without. */
export function joinKey(operationId: string): string {
  return `joined/${operationId}`;
}

/**
 * Wakes the release whose stack has come to its end, good or bad. Its outcome must be on record before: what wakes up
 * looks for itself. A release that waits for tasks is woken only by a failure, because then none will come.
 */
export async function stackEnded(
  { operationId, scope }: StackStep,
  outcome: 'succeeded' | 'failed',
  ports: Pick<Ports, 'state' | 'workflows'>,
): Promise<void> {
  if (parseScope(scope)?.layer !== 'release') return;
  const facts = outcome === 'failed' ? await findFacts(operationId, ports) : undefined;
  const keys = [joinKey(operationId), ...(facts ? [healthyKey(facts.cluster, facts.service)] : [])];
  for (const key of keys) {
    const token = await ports.state.takeToken(key);
    if (token) await ports.workflows.fail(token.taskToken, 'NotYet', 'a stack has come to its end: look again');
  }
}
