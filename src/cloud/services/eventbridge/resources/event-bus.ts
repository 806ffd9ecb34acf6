import type { CreatedResource, ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { type EventBus, findBus } from '../event-bus-store.ts';
import { createEventBus, deleteEventBus } from '../event-buses.ts';

/** AWS::Events::EventBus. `Ref` is the bus's name. */
export const eventBusResource: ResourceType = {
  typeName: 'AWS::Events::EventBus',
  timing: 'model',
  async create(properties, context) {
    createEventBus({ Name: String(properties.Name) }, context);
    return apply(properties, context);
  },
  async update(_resource, properties, _previous, context) {
    return apply(properties, context);
  },
  async delete(resource, _properties, context) {
    deleteEventBus({ Name: resource.physicalId }, context);
  },
};

function apply(properties: Record<string, unknown>, context: ResourceContext): CreatedResource {
  const bus: EventBus = findBus(context.kernel, context, String(properties.Name));
  bus.description = properties.Description as string | undefined;
  bus.policy = properties.Policy === undefined ? undefined : JSON.stringify(properties.Policy);
  bus.tags = new Map(Object.entries(context.tags));
  return { physicalId: bus.name, attributes: { Arn: bus.arn, Name: bus.name, Policy: bus.policy } };
}
