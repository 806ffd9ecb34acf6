import type { CreateEventSourceMappingCommandInput } from '@aws-sdk/client-lambda';
import type { ResourceType } from '../../../kernel/service.ts';
import {
  createEventSourceMapping,
  deleteEventSourceMapping,
  updateEventSourceMapping,
} from '../event-source-mappings.ts';

type Properties = Record<string, unknown>;

/** AWS::Lambda::EventSourceMapping. `Ref` is its UUID. */
export const eventSourceMappingResource: ResourceType = {
  typeName: 'AWS::Lambda::EventSourceMapping',
  timing: 'model',
  async create(properties, context) {
    const { UUID, EventSourceMappingArn } = await createEventSourceMapping(inputOf(properties), context);
    return { physicalId: UUID!, attributes: { Id: UUID, EventSourceMappingArn } };
  },
  async update(resource, properties, _previous, context) {
    const { EventSourceArn: _source, ...input } = inputOf(properties);
    const defaults = { Enabled: true, BatchSize: 10, MaximumBatchingWindowInSeconds: 0, ScalingConfig: {} };
    await updateEventSourceMapping(
      { ...defaults, FunctionResponseTypes: [], ...input, UUID: resource.physicalId },
      context,
    );
    return resource;
  },
  async delete(resource, _properties, context) {
    deleteEventSourceMapping({ UUID: resource.physicalId }, context);
  },
};

function inputOf(properties: Properties): CreateEventSourceMappingCommandInput {
  const { Tags, Enabled, ...rest } = properties;
  const numbers = Object.fromEntries(
    ['BatchSize', 'MaximumBatchingWindowInSeconds']
      .filter((name) => name in rest)
      .map((name) => [name, Number(rest[name])]),
  );
  const concurrency = (rest.ScalingConfig as Properties | undefined)?.MaximumConcurrency;
  const tags = ((Tags ?? []) as { Key: string; Value: string }[]).map(({ Key, Value }) => [Key, Value]);
  return {
    ...rest,
    ...numbers,
    ...(Enabled === undefined ? {} : { Enabled: String(Enabled) === 'true' }),
    ...(concurrency === undefined ? {} : { ScalingConfig: { MaximumConcurrency: Number(concurrency) } }),
    Tags: Object.fromEntries(tags),
  } as CreateEventSourceMappingCommandInput;
}
