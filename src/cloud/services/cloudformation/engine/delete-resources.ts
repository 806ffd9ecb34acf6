import { putGenericResource } from '../../../resource-types/generic-registry.ts';
import { setResourceStatus } from '../stack/events.ts';
import type { StackResource } from '../stack/stack-definition.ts';
import { resourceContext, resourceHandler } from './resource-handler.ts';
import { passTime, type Run, reasonOf } from './run.ts';
import { reversed, type WalkFailure, walkGraph } from './walk-graph.ts';

/** What happens to the physical resource when it leaves the stack. */
export type Disposal = 'Delete' | 'Retain' | 'Snapshot';

const NEVER = new AbortController().signal;

/** Deletes resources, each after its dependents. A resource that fails to delete keeps its dependencies. */
export async function deleteResources(
  run: Omit<Run, 'definition' | 'scope' | 'signal' | 'obsolete'>,
  resources: readonly StackResource[],
  disposalOf: (resource: StackResource) => Disposal,
): Promise<WalkFailure[]> {
  const keyed = new Map(resources.map((resource, index) => [`${resource.logicalId} ${index}`, resource]));
  const graph = new Map(
    [...keyed].map(([key, resource]) => {
      const needs = [...keyed].filter(([, other]) => other !== resource && resource.dependencies.has(other.logicalId));
      return [key, new Set(needs.map(([name]) => name))];
    }),
  );
  const failures = await walkGraph(reversed(graph), async (key) => {
    const resource = keyed.get(key)!;
    await deleteResource(run, resource, disposalOf(resource));
  });
  return failures.map(({ name, error }) => ({ name: keyed.get(name)!.logicalId, error }));
}

async function deleteResource(
  run: Omit<Run, 'definition' | 'scope' | 'signal' | 'obsolete'>,
  resource: StackResource,
  disposal: Disposal,
): Promise<void> {
  if (disposal === 'Retain') return setResourceStatus(run, resource, { status: 'DELETE_SKIPPED' });
  if (resource.physicalId === undefined) return setResourceStatus(run, resource, { status: 'DELETE_COMPLETE' });
  setResourceStatus(run, resource, { status: 'DELETE_IN_PROGRESS' });
  try {
    const { kernel } = run;
    const handler = resourceHandler(kernel, resource.type);
    if (handler.timing === 'model') await passTime(run, `${resource.type} delete`);
    const context = resourceContext(run, resource, { signal: NEVER });
    const existing = { physicalId: resource.physicalId, attributes: resource.attributes };
    await handler.delete(existing, structuredClone(resource.properties), context);
    // A refused deletion does not leave a snapshot.
    if (disposal === 'Snapshot') takeSnapshot(run, resource);
    setResourceStatus(run, resource, { status: 'DELETE_COMPLETE' });
  } catch (error) {
    setResourceStatus(run, resource, { status: 'DELETE_FAILED', reason: reasonOf(error) });
    throw error;
  }
}

/** Records a final snapshot as a generic resource with AWS's name, so that RDS can describe it. */
function takeSnapshot({ kernel, stack }: Pick<Run, 'kernel' | 'stack'>, resource: StackResource): void {
  const physicalId = `${stack.name}-snapshot-${resource.logicalId}-${kernel.random.hex(12)}`.toLowerCase();
  putGenericResource(kernel, stack.accountRegion, {
    typeName: `${resource.type} snapshot`,
    physicalId,
    stackId: stack.id,
    logicalId: resource.logicalId,
    properties: { Source: resource.physicalId, ...resource.properties },
    attributes: {},
    tags: resource.tags,
  });
}
