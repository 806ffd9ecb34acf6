import { AwsError } from '../../../kernel/errors.ts';
import type { ResourceType } from '../../../kernel/service.ts';
import { createConstraint, deleteConstraint, updateConstraint } from '../constraints.ts';

type Properties = Record<string, string>;

/** AWS::ServiceCatalog::LaunchRoleConstraint. `Ref` is the constraint's id. */
export const launchRoleConstraintResource: ResourceType = {
  typeName: 'AWS::ServiceCatalog::LaunchRoleConstraint',
  timing: 'model',
  async create(properties, context) {
    const { PortfolioId, ProductId, Description } = properties as Properties;
    const input = { PortfolioId, ProductId, Description, Type: 'LAUNCH', Parameters: parametersOf(properties) };
    const { ConstraintDetail } = createConstraint({ ...input, IdempotencyToken: context.requestId }, context);
    return { physicalId: ConstraintDetail.ConstraintId!, attributes: { Id: ConstraintDetail.ConstraintId } };
  },
  async update(resource, properties, _previous, context) {
    const { Description } = properties as Properties;
    updateConstraint({ Id: resource.physicalId, Description, Parameters: parametersOf(properties) }, context);
    return resource;
  },
  async delete(resource, _properties, context) {
    try {
      deleteConstraint({ Id: resource.physicalId }, context);
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'ResourceNotFoundException') throw error;
    }
  },
};

function parametersOf(properties: Record<string, unknown>): string {
  const { RoleArn, LocalRoleName } = properties;
  return JSON.stringify(RoleArn === undefined ? { LocalRoleName } : { RoleArn });
}
