import { setResourceStatus } from '../stack/events.ts';
import { dependencyGraph } from '../template/dependency-graph.ts';
import { createResource, newResource } from './create-resource.ts';
import { type DesiredResource, desiredResource } from './desired-resource.ts';
import { Cancelled, type Run, reasonOf } from './run.ts';
import { convergeResource } from './update-resource.ts';
import { type WalkFailure, walkGraph } from './walk-graph.ts';

/**
 * Creates and updates a stack's resources to match its definition, each as soon as its dependencies are ready. The
 * first failure cancels the rest. Answers the failures, in order.
 */
export async function deployResources(run: Run): Promise<WalkFailure[]> {
  const { stack, scope, signal, operation } = run;
  const graph = dependencyGraph(scope.template, scope.condition);
  return walkGraph(graph, (logicalId) => deployResource(run, logicalId), {
    signal,
    onFailure: () => {
      // The failed resource's reason is recorded. With rollback disabled the other resources finish.
      if (!isLenient(operation, stack)) operation.abort.abort(new Cancelled());
    },
  });
}

/** With rollback disabled, resources that do not depend on the failed one continue. */
function isLenient(operation: Run['operation'], stack: Run['stack']): boolean {
  const isKept = operation.disableRollback || operation.onFailure === 'DO_NOTHING';
  return isKept && stack.parentId === undefined;
}

async function deployResource(run: Run, logicalId: string): Promise<void> {
  const { kernel, stack } = run;
  const existing = stack.resources.get(logicalId);
  const isThere = existing?.physicalId !== undefined && existing.status !== 'DELETE_COMPLETE';
  const desired = await desiredOrFailed(run, logicalId);
  if (isThere) return convergeResource(run, existing, desired);
  const resource = newResource(desired, kernel.clock.now());
  stack.resources.set(logicalId, resource);
  setResourceStatus(run, resource, { status: 'CREATE_IN_PROGRESS' });
  await createResource(run, resource);
}

/** A declaration that cannot be evaluated, or violates its schema, fails the resource. */
async function desiredOrFailed(run: Run, logicalId: string): Promise<DesiredResource> {
  try {
    return await desiredResource(run, logicalId);
  } catch (error) {
    const { kernel, stack, scope } = run;
    const declaration = scope.template.resources[logicalId]!;
    const known = stack.resources.get(logicalId);
    const empty = { logicalId, type: declaration.Type, declaration, evaluated: {}, properties: {}, tags: {} };
    const resource = known ?? newResource({ ...empty, dependencies: new Set() }, kernel.clock.now());
    stack.resources.set(logicalId, resource);
    const verb = known === undefined ? 'CREATE' : 'UPDATE';
    setResourceStatus(run, resource, { status: `${verb}_IN_PROGRESS` });
    setResourceStatus(run, resource, { status: `${verb}_FAILED`, reason: reasonOf(error) });
    throw error;
  }
}
