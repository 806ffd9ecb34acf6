import { AwsError } from '../kernel/errors.ts';
import type { ResourceType } from '../kernel/service.ts';
import { fixedName } from './fixed-name.ts';
import { genericIdentity } from './generic-identity.ts';
import {
  findGenericResource,
  ownGenericResource,
  putGenericResource,
  removeGenericResource,
} from './generic-registry.ts';
import { resourceSchema } from './resource-schema.ts';

/** A resource type known from its published schema alone: its resources are named, stored and deleted, and do nothing. */
export function genericType(typeName: string): ResourceType {
  const schema = resourceSchema(typeName);
  return {
    typeName,
    timing: 'model',
    async create(properties, context) {
      const { physicalId, attributes } = genericIdentity(schema, properties, context);
      const { kernel, stackId, logicalId, tags } = context;
      const isNamed = fixedName({ type: typeName, properties }) !== undefined;
      if (isNamed && findGenericResource(kernel, context, { typeName, physicalId }) !== undefined) {
        throw new AwsError(
          'AlreadyExistsException',
          `Resource handler returned message: "Resource of type '${typeName}' with identifier '${physicalId}' already exists." (RequestToken: ${kernel.random.uuid()}, HandlerErrorCode: AlreadyExists)`,
        );
      }
      putGenericResource(kernel, context, { typeName, physicalId, stackId, logicalId, properties, attributes, tags });
      return { physicalId, attributes };
    },
    async update(resource, properties, _previous, context) {
      const { physicalId, attributes = {} } = resource;
      const { stackId, logicalId } = context;
      const found = ownGenericResource(context.kernel, context, { typeName, physicalId, stackId, logicalId });
      if (found === undefined) {
        throw new AwsError(
          'NotFoundException',
          `Resource handler returned message: "Resource of type '${typeName}' with identifier '${physicalId}' was not found." (RequestToken: ${context.kernel.random.uuid()}, HandlerErrorCode: NotFound)`,
        );
      }
      found.properties = properties;
      found.tags = context.tags;
      return { physicalId, attributes };
    },
    async delete({ physicalId }, _properties, context) {
      const { stackId, logicalId } = context;
      removeGenericResource(context.kernel, context, { typeName, physicalId, stackId, logicalId });
    },
    actual({ physicalId }, _properties, { kernel, stackId, logicalId, ...place }) {
      return ownGenericResource(kernel, place, { typeName, physicalId, stackId, logicalId })?.properties;
    },
  };
}
