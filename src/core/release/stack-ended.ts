import type { Ports, StackEnd } from '../ports/index.ts';
import { parseScope, type Scope, scopePath } from '../scope.ts';
import { findResolved } from './resolved-release.ts';
import { workloadKey } from './workload.ts';

/** The key of the task token that waits for the stacks of a release. */
export function joinKey(operationId: string): string {
  return `joined/${operationId}`;
}

/**
 * Wakes the release whose stack was completed, deleted or failed; the release reads the recorded outcome. While it waits for tasks
 * only a failure wakes it, because then none will start.
 */
export async function releaseStackEnded(
  { operationId, scope: path, outcome }: StackEnd,
  ports: Pick<Ports, 'state' | 'workflows'>,
): Promise<void> {
  const scope = parseScope(path);
  if (scope?.layer !== 'release') return;
  if (outcome === 'absent') await recordDeleted(scope, ports);
  const resolved = outcome === 'failed' ? await findResolved(operationId, ports) : undefined;
  const keys = [joinKey(operationId), ...(resolved ? [workloadKey(resolved.workload, resolved.name)] : [])];
  for (const key of keys) {
    const token = await ports.state.takeToken(key);
    if (token) await ports.workflows.fail(token.taskToken, 'NotYet', 'a stack of the release ended');
  }
}

/** Records that the stack is deleted, so that later releases of the slot do not delete it again. */
async function recordDeleted(
  { release, ...scope }: Extract<Scope, { layer: 'release' }>,
  ports: Pick<Ports, 'state'>,
): Promise<void> {
  const application = scopePath({ ...scope, layer: 'application' });
  await ports.state.updateRelease(application, release, (now) => ({ ...now, removed: true }));
}
