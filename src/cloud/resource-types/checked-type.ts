import type { CreatedResource, ResourceContext, ResourceType } from '../kernel/service.ts';
import { ownGenericResource } from './generic-registry.ts';
import { genericType } from './generic-type.ts';

type Properties = Readonly<Record<string, unknown>>;

/** A resource that its service checks, with its previous properties on an update. */
export interface Checked {
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
  check?(wish: Checked): Promise<void>;
  /** Creates or updates what belongs to the resource outside it, and answers the attributes that have real values. */
  attributes?(resource: CreatedResource, wish: Checked): Promise<Properties>;
  /** Throws where the service would refuse to delete the resource. */
  checkDeletion?(resource: CreatedResource, wish: Checked): Promise<void>;
  /** Deletes what `attributes` created outside the resource. */
  remove?(resource: CreatedResource, wish: Checked): Promise<void>;
}

/** A generic type with its service's checks: it does nothing, but fails where its service would refuse it. */
export function checkedType(checks: Checks): ResourceType {
  const { typeName } = checks;
  const generic = genericType(typeName);
  return {
    typeName,
    timing: 'own',
    async create(properties, context) {
      const wish = { properties, previous: undefined, context };
      await checks.check?.(wish);
      await passTime(checks.creationRow?.(properties) ?? `${typeName} create`, context);
      const made = await generic.create(properties, context);
      return withAttributes(made, wish, checks);
    },
    async update(resource, properties, previous, context) {
      // The service compares with what it last accepted: it has never seen the properties of a failed update.
      const { physicalId } = resource;
      const { kernel, stackId, logicalId } = context;
      const known = ownGenericResource(kernel, context, { typeName, physicalId, stackId, logicalId });
      const wish = { properties, previous: known?.properties ?? previous, context };
      await checks.check?.(wish);
      await passTime(`${typeName} update`, context);
      const changed = await generic.update!(resource, properties, previous, context);
      return withAttributes(changed, wish, checks);
    },
    async delete(resource, properties, context) {
      const wish = { properties, previous: undefined, context };
      await checks.checkDeletion?.(resource, wish);
      await passTime(`${typeName} delete`, context);
      await checks.remove?.(resource, wish);
      await generic.delete(resource, properties, context);
    },
  };
}

/** Copies the attributes to the generic resource, so that the service describes what the stack shows. */
async function withAttributes(made: CreatedResource, wish: Checked, checks: Checks): Promise<CreatedResource> {
  const own = await checks.attributes?.(made, wish);
  if (own === undefined) return made;
  const { kernel, stackId, logicalId, typeName } = wish.context;
  const attributes = { ...made.attributes, ...own };
  const found = ownGenericResource(kernel, wish.context, { typeName, physicalId: made.physicalId, stackId, logicalId });
  if (found !== undefined) found.attributes = attributes;
  return { ...made, attributes };
}

async function passTime(row: string, { kernel, isExpress, signal }: ResourceContext): Promise<void> {
  const chosen = isExpress === true ? `default ${row.split(' ').at(-1)}` : row;
  await kernel.clock.sleep(kernel.durations.seconds(chosen), signal);
}
