import type { CreateListenerInput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { coerceProperties } from '../../../kernel/coerce-properties.ts';
import type { CreatedResource, ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { modifyListenerAttributes } from '../attributes.ts';
import { createListener, deleteListener, modifyListener } from '../listeners.ts';
import { elbStore, findListener } from '../store.ts';
import { fixStatusCodes } from './fix-status-codes.ts';

type ListenerProperties = Partial<CreateListenerInput> & {
  readonly ListenerAttributes?: { readonly Key: string; readonly Value: string }[];
};

const COERCED = { numbers: ['Port', 'Order', 'Weight', 'DurationSeconds'], booleans: ['Enabled'] };

/** An update sends every property: one that the template omits gets its default, as with CloudFormation. */
export const listenerType: ResourceType = {
  typeName: 'AWS::ElasticLoadBalancingV2::Listener',
  timing: 'model',
  async create(given: ListenerProperties, context) {
    const { ListenerAttributes: _attributes, ...properties } = propertiesOf(given);
    const { Listeners } = await createListener(properties as CreateListenerInput, context);
    const { ListenerArn } = Listeners[0]!;
    context.announce({ physicalId: ListenerArn });
    return configure(ListenerArn, given, context);
  },
  async update(resource, given: ListenerProperties, _previous, context) {
    const { ListenerAttributes: _attributes, ...properties } = propertiesOf(given);
    await modifyListener(
      { ...properties, ListenerArn: resource.physicalId, Certificates: properties.Certificates ?? [] },
      context,
    );
    return configure(resource.physicalId, given, context);
  },
  async delete(resource, _properties, context) {
    if (elbStore(context).listeners.has(resource.physicalId))
      deleteListener({ ListenerArn: resource.physicalId }, context);
  },
  actual: ({ physicalId }, properties, context) =>
    elbStore(context).listeners.has(physicalId) ? properties : undefined,
};

function propertiesOf(given: ListenerProperties): ListenerProperties {
  const properties = coerceProperties(given, COERCED);
  return { ...properties, DefaultActions: fixStatusCodes(properties.DefaultActions) };
}

function configure(ListenerArn: string, properties: ListenerProperties, context: ResourceContext): CreatedResource {
  findListener(ListenerArn, context);
  if (properties.ListenerAttributes !== undefined) {
    modifyListenerAttributes({ ListenerArn, Attributes: properties.ListenerAttributes }, context);
  }
  return { physicalId: ListenerArn, attributes: { ListenerArn } };
}
