import { isDeepStrictEqual } from 'node:util';
import { fixedName } from '../../../resource-types/fixed-name.ts';
import { changedProperties, recreationOf } from '../../../resource-types/replacement.ts';
import { resourceSchema } from '../../../resource-types/resource-schema.ts';
import { setResourceStatus } from '../stack/events.ts';
import type { StackResource } from '../stack/stack-definition.ts';
import { validationError } from '../template/template-error.ts';
import { isCustomType } from '../template/validate-template.ts';
import { createResource, identify, newResource } from './create-resource.ts';
import type { DesiredResource } from './desired-resource.ts';
import { resourceContext, resourceHandler } from './resource-handler.ts';
import { isCancelled, passTime, type Run, reasonOf } from './run.ts';

export type UpdateDecision = 'none' | 'replace' | 'touch' | 'update';

/** The status reason of a resource that stopped because another one failed. */
export const UPDATE_CANCELLED = 'Resource update cancelled';

const NESTED_STACK = 'AWS::CloudFormation::Stack';

/** The effect of an update on a resource: none, an update in place, a replacement, or a change of its record alone. */
export function decideUpdate(resource: StackResource, desired: DesiredResource): UpdateDecision {
  if (resource.type !== desired.type) return 'replace';
  const changed = changedProperties(resource.evaluated, desired.evaluated);
  const schema = resourceSchema(resource.type);
  const isRecreated = changed.some((property) => {
    const values = { before: resource.evaluated[property], after: desired.evaluated[property] };
    return recreationOf(schema, property, values) === 'Always';
  });
  const isMovedToken = isCustomType(resource.type) && changed.includes('ServiceToken');
  if (isRecreated && !isMovedToken) return 'replace';
  const isTagged = schema?.tagProperty !== undefined && !isDeepStrictEqual(resource.tags, desired.tags);
  const isFailed = resource.status.endsWith('_FAILED');
  if (changed.length > 0 || isTagged || isFailed || resource.type === NESTED_STACK) return 'update';
  return isDeepStrictEqual(resource.declaration.Metadata, desired.declaration.Metadata) ? 'none' : 'touch';
}

/** Updates an existing resource to its desired state. Throws when that fails or is cancelled. */
export async function convergeResource(run: Run, resource: StackResource, desired: DesiredResource): Promise<void> {
  const decision = decideUpdate(resource, desired);
  if (decision === 'replace') return replaceResource(run, resource, desired);
  if (decision === 'update') return updateResource(run, resource, desired);
  resource.declaration = desired.declaration;
  resource.dependencies = desired.dependencies;
  if (decision === 'touch') {
    setResourceStatus(run, resource, { status: 'UPDATE_IN_PROGRESS' });
    setResourceStatus(run, resource, { status: 'UPDATE_COMPLETE' });
  }
}

async function replaceResource(run: Run, resource: StackResource, desired: DesiredResource): Promise<void> {
  const { kernel, stack, obsolete } = run;
  const successor = newResource(desired, kernel.clock.now());
  if (resource.physicalId !== undefined) successor.physicalId = resource.physicalId;
  stack.resources.set(resource.logicalId, successor);
  setResourceStatus(run, successor, {
    status: 'UPDATE_IN_PROGRESS',
    reason: 'Requested update requires the creation of a new physical resource; hence creating one.',
  });
  const name = fixedName(successor);
  delete successor.physicalId;
  obsolete.push(resource);
  if (name !== undefined && name === resource.physicalId && resource.type === successor.type) {
    const reason = `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${name} and update the stack again.`;
    setResourceStatus(run, successor, { status: 'UPDATE_FAILED', reason });
    throw validationError(reason);
  }
  await createResource(run, successor, 'UPDATE');
}

/** Updates a resource in place. The record holds the new properties at once, so that a rollback sees what was tried. */
export async function updateResource(
  run: Run,
  resource: StackResource,
  desired: Omit<DesiredResource, 'logicalId' | 'type'>,
): Promise<void> {
  const previous = resource.properties;
  const { evaluated, properties, tags, declaration, dependencies } = desired;
  Object.assign(resource, { evaluated, properties, tags, declaration, dependencies });
  setResourceStatus(run, resource, { status: 'UPDATE_IN_PROGRESS' });
  try {
    const { kernel, signal } = run;
    const handler = resourceHandler(kernel, resource.type);
    if (handler.timing === 'model') await passTime(run, `${resource.type} update`, signal);
    const context = resourceContext(run, resource, { signal });
    const existing = { physicalId: resource.physicalId ?? '', attributes: resource.attributes };
    const updated = await handler.update?.(existing, structuredClone(properties), structuredClone(previous), context);
    if (updated !== undefined && updated.physicalId !== existing.physicalId) {
      run.obsolete.push({ ...resource, properties: previous });
    }
    identify(run, resource, updated ?? existing);
    setResourceStatus(run, resource, { status: 'UPDATE_COMPLETE' });
  } catch (error) {
    const reason = isCancelled(run, error) ? UPDATE_CANCELLED : reasonOf(error);
    setResourceStatus(run, resource, { status: 'UPDATE_FAILED', reason });
    throw error;
  }
}
