import { AwsError } from '../../../kernel/errors.ts';
import type { CreatedResource, ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { findBus } from '../event-bus-store.ts';
import { putPermission, putStatement, removePermission } from '../event-buses.ts';

/** AWS::Events::EventBusPolicy: one statement of a bus's policy. */
export const eventBusPolicyResource: ResourceType = {
  typeName: 'AWS::Events::EventBusPolicy',
  timing: 'model',
  async create(properties, context) {
    return put(properties, context);
  },
  async update(_resource, properties, _previous, context) {
    return put(properties, context);
  },
  async delete(_resource, properties, context) {
    try {
      removePermission({ ...busOf(properties), StatementId: String(properties.StatementId) }, context);
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'ResourceNotFoundException') throw error;
    }
  },
};

function put(properties: Record<string, unknown>, context: ResourceContext): CreatedResource {
  const StatementId = String(properties.StatementId);
  const EventBusName = busOf(properties).EventBusName;
  if (properties.Statement !== undefined) {
    const bus = findBus(context.kernel, context, EventBusName);
    putStatement(bus, { ...(properties.Statement as object), Sid: StatementId });
  } else {
    putPermission({ ...properties, EventBusName, StatementId }, context);
  }
  return { physicalId: `${EventBusName ?? 'default'}|${StatementId}` };
}

function busOf(properties: Record<string, unknown>): { EventBusName: string | undefined } {
  return { EventBusName: properties.EventBusName as string | undefined };
}
