import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { createPolicy, createPolicyVersion, deletePolicy, deletePolicyVersion } from '../policy-operations.ts';
import { attachRolePolicy } from '../role-policy-operations.ts';
import { findPolicy, iamStore, type ManagedPolicy } from '../store.ts';
import { documentText } from './role.ts';

const VERSIONS_MAX = 5;

interface ManagedPolicyProperties {
  readonly ManagedPolicyName?: string;
  readonly Description?: string;
  readonly Path?: string;
  readonly PolicyDocument: unknown;
  readonly Roles?: readonly string[];
}

/** AWS::IAM::ManagedPolicy: `Ref` is the ARN. */
export const managedPolicyType: ResourceType = {
  typeName: 'AWS::IAM::ManagedPolicy',
  timing: 'model',
  async create(raw, context) {
    const properties = raw as unknown as ManagedPolicyProperties;
    const { Path, Description } = properties;
    const { Policy } = createPolicy(
      {
        PolicyName: properties.ManagedPolicyName ?? context.physicalName(128),
        PolicyDocument: documentText(properties.PolicyDocument),
        ...(Path === undefined ? {} : { Path }),
        ...(Description === undefined ? {} : { Description }),
      },
      context,
    );
    attach(Policy.Arn!, properties.Roles, context);
    return created(findPolicy(context, Policy.Arn!));
  },
  async update({ physicalId }, raw, previous, context) {
    const properties = raw as unknown as ManagedPolicyProperties;
    const policy = findPolicy(context, physicalId);
    const document = documentText(properties.PolicyDocument);
    if (document !== documentText(previous.PolicyDocument)) {
      const oldest = policy.versions.find(({ id }) => id !== policy.defaultVersionId);
      const isFull = policy.versions.length >= VERSIONS_MAX && oldest !== undefined;
      if (isFull) deletePolicyVersion({ PolicyArn: physicalId, VersionId: oldest.id }, context);
      createPolicyVersion({ PolicyArn: physicalId, PolicyDocument: document, SetAsDefault: true }, context);
    }
    const left = ((previous.Roles as string[] | undefined) ?? []).filter((role) => !properties.Roles?.includes(role));
    detach(physicalId, left, context);
    attach(physicalId, properties.Roles, context);
    return created(policy);
  },
  async delete({ physicalId }, raw, context) {
    const policy = iamStore(context.kernel, context.account).policies.get(physicalId);
    if (policy === undefined) return;
    detach(physicalId, (raw as unknown as ManagedPolicyProperties).Roles, context);
    policy.versions = policy.versions.filter(({ id }) => id === policy.defaultVersionId);
    deletePolicy({ PolicyArn: physicalId }, context);
  },
};

function attach(PolicyArn: string, roles: readonly string[] = [], context: ResourceContext): void {
  for (const RoleName of roles) attachRolePolicy({ RoleName, PolicyArn }, context);
}

function detach(arn: string, names: readonly string[] = [], context: ResourceContext): void {
  const { roles } = iamStore(context.kernel, context.account);
  for (const name of names) roles.get(name)?.attachedPolicies.delete(arn);
}

function created(policy: ManagedPolicy) {
  const attributes = { PolicyArn: policy.arn, PolicyId: policy.id, DefaultVersionId: policy.defaultVersionId };
  return {
    physicalId: policy.arn,
    attributes: { ...attributes, CreateDate: new Date(policy.createdAtMs).toISOString() },
  };
}
