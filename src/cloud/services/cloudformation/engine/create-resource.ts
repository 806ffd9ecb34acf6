import type { CreatedResource } from '../../../kernel/service.ts';
import { fixedName } from '../../../resource-types/fixed-name.ts';
import { completedAttributes } from '../../../resource-types/generic-identity.ts';
import { resourceSchema } from '../../../resource-types/resource-schema.ts';
import { setResourceStatus } from '../stack/events.ts';
import type { StackResource } from '../stack/stack-definition.ts';
import { stacksOf } from '../stack/stack-store.ts';
import { validationError } from '../template/template-error.ts';
import { awaitCreationPolicy } from './creation-policy.ts';
import type { DesiredResource } from './desired-resource.ts';
import { resourceContext, resourceHandler } from './resource-handler.ts';
import { isCancelled, passTime, type Run, reasonOf } from './run.ts';

/** The record of a resource that is not created yet. */
export function newResource(desired: DesiredResource, nowMs: number): StackResource {
  return {
    logicalId: desired.logicalId,
    type: desired.type,
    attributes: {},
    properties: desired.properties,
    evaluated: desired.evaluated,
    tags: desired.tags,
    declaration: desired.declaration,
    dependencies: desired.dependencies,
    status: 'CREATE_IN_PROGRESS',
    updatedAtMs: nowMs,
  };
}

/** Creates what `resource` describes, and records its events. Throws when it fails or is cancelled. */
export async function createResource(
  run: Run,
  resource: StackResource,
  verb: 'CREATE' | 'UPDATE' = 'CREATE',
): Promise<void> {
  try {
    const created = await performCreate(run, resource, verb);
    identify(run, resource, created);
    await awaitCreationPolicy(run, resource);
    setResourceStatus(run, resource, { status: `${verb}_COMPLETE` });
  } catch (error) {
    const reason = isCancelled(run, error)
      ? `Resource ${verb === 'CREATE' ? 'creation' : 'update'} cancelled`
      : reasonOf(error);
    setResourceStatus(run, resource, { status: `${verb}_FAILED`, reason });
    throw error;
  }
}

async function performCreate(run: Run, resource: StackResource, verb: 'CREATE' | 'UPDATE'): Promise<CreatedResource> {
  const { kernel, signal } = run;
  checkName(run, resource);
  const handler = resourceHandler(kernel, resource.type);
  const announce = (created: CreatedResource) => {
    if (resource.physicalId !== undefined) return;
    identify(run, resource, created);
    setResourceStatus(run, resource, { status: `${verb}_IN_PROGRESS`, reason: 'Resource creation Initiated' });
  };
  const row = handler.creationRow?.(resource.properties) ?? `${resource.type} create`;
  if (handler.timing === 'model') await passTime(run, row, signal);
  const context = resourceContext(run, resource, { signal, announce });
  const created = await handler.create(structuredClone(resource.properties), context);
  announce(created);
  return created;
}

/** Attributes that the type's code omits get well-formed values from the schema. */
export function identify(run: Run, resource: StackResource, created: CreatedResource): void {
  resource.physicalId = created.physicalId;
  const own = created.attributes ?? {};
  const schema = resourceSchema(resource.type);
  if (schema === undefined) {
    resource.attributes = own;
    return;
  }
  const context = resourceContext(run, resource, { signal: run.signal });
  const identity = { physicalId: created.physicalId, attributes: { ...resource.attributes, ...own } };
  resource.attributes = completedAttributes({ schema, properties: resource.properties, identity, context });
}

/** Throws before anything is created when another resource already has the fixed name. */
function checkName({ kernel, stack }: Run, resource: StackResource): void {
  const name = fixedName(resource);
  if (name === undefined) return;
  for (const other of stacksOf(kernel, stack.accountRegion).live()) {
    for (const taken of other.resources.values()) {
      if (taken === resource || taken.type !== resource.type || taken.physicalId !== name) continue;
      if (taken.status === 'DELETE_COMPLETE' || taken.status === 'DELETE_SKIPPED') continue;
      throw validationError(`${name} already exists in stack ${other.id}`);
    }
  }
}
