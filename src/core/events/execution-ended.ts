import type { Operation } from '../entities.ts';
import { forEachBounded } from '../for-each-bounded.ts';
import { type ExecutionChanged, executionChanged } from '../operation/execution-changed.ts';
import { readableScopeStates } from '../plan/all-scope-states.ts';
import type { Ports } from '../ports/index.ts';
import { parseScope } from '../scope.ts';
import { stackOfExecution } from '../stack/change-executions.ts';
import { finishDeletion } from '../stack/finish-deletion.ts';
import { type ApplicationScope, startWanted } from '../wanted/start-wanted.ts';

/**
 * What follows the end of an execution: a deletion whose own execution was stopped is finished; an operation that its execution did
 * not settle ends, and the applications that may have waited for its lock start what they want. A lost event leaves the operation to the
 * sweep.
 */
export async function executionEnded(event: ExecutionChanged, ports: Ports): Promise<void> {
  const changed = stackOfExecution(event.detail.name);
  if (changed) return finishDeletion(changed, ports);
  await executionChanged(event, ports);
  const operation = await ports.state.readOperation(event.detail.name);
  if (!operation || operation.planOnly) return;
  await forEachBounded(await applicationsWaitingFor(operation, ports), (scope) => startWanted(scope, ports));
}

/** An environment's operation keeps all of its applications waiting, an application's itself, and the base's none. */
async function applicationsWaitingFor(
  { scope: path }: Operation,
  ports: Pick<Ports, 'state' | 'log'>,
): Promise<readonly ApplicationScope[]> {
  const scope = parseScope(path);
  if (scope?.layer === 'application') return [scope];
  if (scope?.layer !== 'environment') return [];
  const scopes = (await readableScopeStates(path, ports)).map((application) => parseScope(application.scope));
  return scopes.filter((parsed) => parsed?.layer === 'application');
}
