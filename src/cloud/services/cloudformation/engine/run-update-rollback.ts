import { isDeepStrictEqual } from 'node:util';
import { setResourceStatus, setStackStatus } from '../stack/events.ts';
import type { RollbackPoint, StackResource } from '../stack/stack-definition.ts';
import { failureReason } from './begin-operation.ts';
import { deleteResources } from './delete-resources.ts';
import { creationRollbackDisposal } from './disposal.ts';
import { passTime, type Run } from './run.ts';
import { updateResource } from './update-resource.ts';
import { walkGraph } from './walk-graph.ts';

export type RollbackRun = Pick<Run, 'kernel' | 'stack' | 'operation'>;

/**
 * Rolls a stack back to its rollback point; it is in UPDATE_ROLLBACK_IN_PROGRESS. Resources in `skip` count as
 * rolled back. Ends in UPDATE_ROLLBACK_COMPLETE, or UPDATE_ROLLBACK_FAILED when a resource's code fails.
 */
export async function rollBackUpdate(run: RollbackRun, skip: readonly string[]): Promise<void> {
  const { stack } = run;
  const point = stack.rollbackPoint!;
  const surplus: StackResource[] = [];
  const failures = await restoreResources(run, { point, skip, surplus });
  stack.definition = point.definition;
  if (failures.length > 0) {
    return setStackStatus(run, 'UPDATE_ROLLBACK_FAILED', failureReason('update', failures));
  }
  for (const resource of stack.resources.values()) {
    if (!point.resources.has(resource.logicalId)) surplus.push(resource);
  }
  setStackStatus(run, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
  await deleteResources(run, surplus, (resource) =>
    run.operation.retainExceptOnCreate ? 'Delete' : creationRollbackDisposal(resource),
  );
  for (const { logicalId } of surplus) if (!point.resources.has(logicalId)) stack.resources.delete(logicalId);
  stack.outputs = point.outputs;
  stack.imports = point.imports;
  delete stack.rollbackPoint;
  await passTime(run, 'stack end');
  setStackStatus(run, 'UPDATE_ROLLBACK_COMPLETE');
}

interface Restoring {
  readonly point: RollbackPoint;
  readonly skip: readonly string[];
  /** Physical resources that the failed update created; the cleanup deletes them. */
  readonly surplus: StackResource[];
}

async function restoreResources(run: RollbackRun, restoring: Restoring): Promise<string[]> {
  const graph = new Map([...restoring.point.resources].map(([name, { dependencies }]) => [name, dependencies]));
  const failures = await walkGraph(graph, (name) => restoreResource(run, name, restoring));
  return failures.map(({ name }) => name);
}

async function restoreResource(run: RollbackRun, name: string, { point, skip, surplus }: Restoring): Promise<void> {
  const { stack } = run;
  const wanted = point.resources.get(name)!;
  const actual = stack.resources.get(name);
  if (actual === undefined) return void stack.resources.set(name, { ...wanted });
  if (skip.includes(name)) {
    const kept = { ...wanted, physicalId: actual.physicalId ?? wanted.physicalId! };
    stack.resources.set(name, kept);
    return setResourceStatus(run, kept, { status: 'UPDATE_COMPLETE', reason: 'Resource update was skipped' });
  }
  if (actual.physicalId !== wanted.physicalId) {
    const restored = { ...wanted };
    stack.resources.set(name, restored);
    surplus.push(actual);
    setResourceStatus(run, restored, { status: 'UPDATE_IN_PROGRESS' });
    return setResourceStatus(run, restored, { status: 'UPDATE_COMPLETE' });
  }
  const isSame = isDeepStrictEqual(actual.properties, wanted.properties) && isDeepStrictEqual(actual.tags, wanted.tags);
  // Only the nested stack can tell whether it changed: its template is not one of its properties.
  if (isSame && !actual.status.endsWith('_FAILED') && actual.type !== 'AWS::CloudFormation::Stack') {
    actual.declaration = wanted.declaration;
    actual.dependencies = wanted.dependencies;
    return;
  }
  const signal = new AbortController().signal;
  await updateResource({ ...run, definition: point.definition, signal, obsolete: surplus } as Run, actual, wanted);
}
