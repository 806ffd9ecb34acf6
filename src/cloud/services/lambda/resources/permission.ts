import type { AddPermissionCommandInput } from '@aws-sdk/client-lambda';
import type { ResourceType } from '../../../kernel/service.ts';
import { addPermission, removePermission } from '../permissions.ts';

/** AWS::Lambda::Permission. `Ref` is the statement's id. */
export const permissionResource: ResourceType = {
  typeName: 'AWS::Lambda::Permission',
  timing: 'model',
  async create(properties, context) {
    const StatementId = context.physicalName(100);
    addPermission({ ...properties, StatementId } as AddPermissionCommandInput, context);
    return { physicalId: StatementId, attributes: { Id: StatementId } };
  },
  async delete(resource, properties, context) {
    removePermission({ FunctionName: String(properties.FunctionName), StatementId: resource.physicalId }, context);
  },
};
