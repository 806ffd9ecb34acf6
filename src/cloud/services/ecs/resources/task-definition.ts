import type { RegisterTaskDefinitionRequest } from '@aws-sdk/client-ecs';
import { coerceProperties } from '../../../kernel/coerce-properties.ts';
import type { ResourceType } from '../../../kernel/service.ts';
import { deregisterTaskDefinition, registerTaskDefinition } from '../task-definitions.ts';
import { lowerCamel } from './lower-camel.ts';
import { ownTags } from './own-tags.ts';

const NUMBERS = [
  'ContainerPort',
  'HostPort',
  'Interval',
  'Timeout',
  'Retries',
  'StartPeriod',
  'StopTimeout',
  'StartTimeout',
  'SizeInGiB',
  'SoftLimit',
  'HardLimit',
  'MemoryReservation',
];
const BOOLEANS = [
  'Essential',
  'Privileged',
  'ReadonlyRootFilesystem',
  'ReadOnly',
  'InitProcessEnabled',
  'Interactive',
  'PseudoTerminal',
];

/** `AWS::ECS::TaskDefinition`: any change registers a new revision, and deleting deregisters it. */
export const taskDefinitionType: ResourceType = {
  typeName: 'AWS::ECS::TaskDefinition',
  timing: 'model',
  async create(given, context) {
    const { Tags: _tags, ...properties } = coerceProperties(given, { numbers: NUMBERS, booleans: BOOLEANS });
    const request = lowerCamel(properties) as RegisterTaskDefinitionRequest;
    const { taskDefinition } = registerTaskDefinition(
      {
        ...request,
        family: request.family ?? context.physicalName(255),
        ...(request.cpu === undefined ? {} : { cpu: String(request.cpu) }),
        ...(request.memory === undefined ? {} : { memory: String(request.memory) }),
        containerDefinitions: request.containerDefinitions?.map((container) => ({
          ...container,
          ...(container.cpu === undefined ? {} : { cpu: Number(container.cpu) }),
          ...(container.memory === undefined ? {} : { memory: Number(container.memory) }),
        })),
        tags: ownTags(given, context),
      },
      context,
    );
    const arn = taskDefinition.taskDefinitionArn;
    return { physicalId: arn, attributes: { TaskDefinitionArn: arn } };
  },
  async delete(resource, _properties, context) {
    deregisterTaskDefinition({ taskDefinition: resource.physicalId }, context);
  },
};
