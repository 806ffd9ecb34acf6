import type { CreatedResource, ResourceContext, ResourceType } from '../kernel/service.ts';
import { ownGenericResource } from './generic-registry.ts';
import { genericType } from './generic-type.ts';

type Properties = Readonly<Record<string, unknown>>;

/** A request for a resource that its service checks, with the previous properties on an update. */
export interface ResourceRequest {
  readonly properties: Properties;
  readonly previous: Properties | undefined;
  readonly context: ResourceContext;
}

/** What a service adds to the published schema of one of its types. */
export interface Checks {
  readonly typeName: string;
  /** Row of the latency model of a creation. Default: `<type> create`. */
  creationRow?(properties: Properties): string;
  /** Throws, before any time passes, where the service would refuse to create or update the resource. */
  check?(request: ResourceRequest): Promise<void>;
  /** Creates or updates what belongs to the resource outside it, and answers the attributes that have real values. */
  attributes?(resource: CreatedResource, request: ResourceRequest): Promise<Properties>;
  /** Throws where the service would refuse to delete the resource. */
  checkDeletion?(resource: CreatedResource, request: ResourceRequest): Promise<void>;
  /** Deletes what `attributes` created outside the resource. */
  remove?(resource: CreatedResource, request: ResourceRequest): Promise<void>;
}

/** A generic type with its service's checks: it does nothing, but fails where its service would refuse it. */
export function checkedType(checks: Checks): ResourceType {
  const { typeName } = checks;
  const generic = genericType(typeName);
  return {
    typeName,
    timing: 'own',
    async create(properties, context) {
      const request = { properties, previous: undefined, context };
      await checks.check?.(request);
      await passTime(checks.creationRow?.(properties) ?? `${typeName} create`, context);
      const made = await generic.create(properties, context);
      return withAttributes(made, request, checks);
    },
    async update(resource, properties, previous, context) {
      // The service compares with what it last accepted: it has never seen the properties of a failed update.
      const { physicalId } = resource;
      const { kernel, stackId, logicalId } = context;
      const known = ownGenericResource(kernel, context, { typeName, physicalId, stackId, logicalId });
      const request = { properties, previous: known?.properties ?? previous, context };
      await checks.check?.(request);
      await passTime(`${typeName} update`, context);
      const changed = await generic.update!(resource, properties, previous, context);
      return withAttributes(changed, request, checks);
    },
    async delete(resource, properties, context) {
      const request = { properties, previous: undefined, context };
      await checks.checkDeletion?.(resource, request);
      await passTime(`${typeName} delete`, context);
      await checks.remove?.(resource, request);
      await generic.delete(resource, properties, context);
    },
  };
}

/** Copies the attributes to the generic resource, so that the service describes what the stack shows. */
async function withAttributes(
  made: CreatedResource,
  request: ResourceRequest,
  checks: Checks,
): Promise<CreatedResource> {
  const own = await checks.attributes?.(made, request);
  if (own === undefined) return made;
  const { kernel, stackId, logicalId, typeName } = request.context;
  const attributes = { ...made.attributes, ...own };
  const found = ownGenericResource(kernel, request.context, {
    typeName,
    physicalId: made.physicalId,
    stackId,
    logicalId,
  });
  if (found !== undefined) found.attributes = attributes;
  return { ...made, attributes };
}

async function passTime(row: string, { kernel, isExpress, signal }: ResourceContext): Promise<void> {
  const chosen = isExpress === true ? `default ${row.split(' ').at(-1)}` : row;
  await kernel.clock.sleep(kernel.durations.seconds(chosen), signal);
}
