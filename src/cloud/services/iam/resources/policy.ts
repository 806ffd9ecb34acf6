import { AwsError } from '../../../kernel/errors.ts';
import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { putRolePolicy } from '../role-policy-operations.ts';
import { iamStore } from '../store.ts';
import { documentText } from './role.ts';

interface PolicyProperties {
  readonly PolicyName: string;
  readonly PolicyDocument: unknown;
  readonly Roles?: readonly string[];
  readonly Users?: readonly string[];
  readonly Groups?: readonly string[];
}

/** AWS::IAM::Policy: an inline policy of roles that other resources create. */
export const policyType: ResourceType = {
  typeName: 'AWS::IAM::Policy',
  timing: 'model',
  async create(raw, context) {
    const properties = raw as unknown as PolicyProperties;
    put(properties, context);
    return { physicalId: context.physicalName(64), attributes: { Id: properties.PolicyName } };
  },
  async update(resource, raw, previous, context) {
    const properties = raw as unknown as PolicyProperties;
    const before = previous as unknown as PolicyProperties;
    put(properties, context);
    const isRenamed = before.PolicyName !== properties.PolicyName;
    const left = (before.Roles ?? []).filter((role) => isRenamed || !properties.Roles?.includes(role));
    take({ ...before, Roles: left }, context);
    return resource;
  },
  async delete(_resource, raw, context) {
    take(raw as unknown as PolicyProperties, context);
  },
};

function put(properties: PolicyProperties, context: ResourceContext): void {
  const { Roles = [], Users = [], Groups = [] } = properties;
  if (Users.length + Groups.length > 0) {
    throw new AwsError('NotImplemented', 'the embedded cloud does not support IAM users and groups', 501);
  }
  if (Roles.length === 0) {
    throw new AwsError('InvalidRequest', 'At least one of [Groups,Roles,Users] must be non-empty.');
  }
  for (const RoleName of Roles) {
    const { PolicyName } = properties;
    putRolePolicy({ RoleName, PolicyName, PolicyDocument: documentText(properties.PolicyDocument) }, context);
  }
}

/** Deleting a role has already deleted its inline policies. */
function take(properties: PolicyProperties, context: ResourceContext): void {
  const { roles } = iamStore(context.kernel, context.account);
  for (const name of properties.Roles ?? []) roles.get(name)?.inlinePolicies.delete(properties.PolicyName);
}
