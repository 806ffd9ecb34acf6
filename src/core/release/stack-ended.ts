import type { Ports, StackEnd } from '../ports/index.ts';
import { parseScope, type Scope, scopePath } from '../scope.ts';
import { findResolved } from './resolved-release.ts';
import { workloadKey } from './workload.ts';

/** Under this key a release waits for the stacks that it started and went on without. */
export function joinKey(operationId: string): string {
  return `joined/${operationId}`;
}

/**
 * Wakes the release whose stack has come to its end, good or bad. Its outcome is on record before: the release
 * reads it. A release that waits for tasks is woken only by a failure, because then none will come.
 */
export async function releaseStackEnded(
  { operationId, scope: path, outcome }: StackEnd,
  ports: Pick<Ports, 'state' | 'workflows'>,
): Promise<void> {
  const scope = parseScope(path);
  if (scope?.layer !== 'release') return;
  if (outcome === 'absent') await forgetRelease(scope, ports);
  const resolved = outcome === 'failed' ? await findResolved(operationId, ports) : undefined;
  const keys = [joinKey(operationId), ...(resolved ? [workloadKey(resolved.workload, resolved.name)] : [])];
  for (const key of keys) {
    const token = await ports.state.takeToken(key);
    if (token) await ports.workflows.fail(token.taskToken, 'NotYet', 'a stack has come to its end: look again');
  }
}

/** A release that failed stays known as one; what is left of it need not be deleted by every release after it. */
async function forgetRelease(
  { release, ...scope }: Extract<Scope, { layer: 'release' }>,
  ports: Pick<Ports, 'state'>,
): Promise<void> {
  const application = scopePath({ ...scope, layer: 'application' });
  await ports.state.updateRelease(application, release, (now) => ({ ...now, removed: true }));
}
