import type { ResourceType } from '../../../kernel/service.ts';
import { createServiceLinkedRole } from '../role-operations.ts';
import { iamStore } from '../store.ts';

/** AWS::IAM::ServiceLinkedRole: `Ref` is the role's name. */
export const serviceLinkedRoleType: ResourceType = {
  typeName: 'AWS::IAM::ServiceLinkedRole',
  timing: 'model',
  async create(properties, context) {
    const { AWSServiceName, CustomSuffix, Description } = properties as Record<string, string | undefined>;
    const { Role } = createServiceLinkedRole(
      {
        AWSServiceName,
        ...(CustomSuffix === undefined ? {} : { CustomSuffix }),
        ...(Description === undefined ? {} : { Description }),
      },
      context,
    );
    return { physicalId: Role.RoleName!, attributes: { RoleName: Role.RoleName } };
  },
  async delete({ physicalId }, _properties, context) {
    iamStore(context.kernel, context.account).roles.delete(physicalId);
  },
};
