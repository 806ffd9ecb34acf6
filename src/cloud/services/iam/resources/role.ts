import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { createRole, deleteRole, updateAssumeRolePolicy, updateRole } from '../role-operations.ts';
import { attachRolePolicy, deleteRolePolicy, detachRolePolicy, putRolePolicy } from '../role-policy-operations.ts';
import { findRole, iamStore, type Role, type Tag, tagMap } from '../store.ts';

const ROLE_NAME_LENGTH_MAX = 64;

interface RoleProperties {
  readonly RoleName?: string;
  readonly Path?: string;
  readonly Description?: string;
  readonly AssumeRolePolicyDocument: unknown;
  readonly ManagedPolicyArns?: readonly string[];
  readonly Policies?: readonly { readonly PolicyName: string; readonly PolicyDocument: unknown }[];
  readonly MaxSessionDuration?: number | string;
  readonly PermissionsBoundary?: string;
  readonly Tags?: readonly Tag[];
}

/** AWS::IAM::Role: `Ref` is the name; `Arn` and `RoleId` are attributes. */
export const roleType: ResourceType = {
  typeName: 'AWS::IAM::Role',
  timing: 'model',
  async create(raw, context) {
    const properties = raw as unknown as RoleProperties;
    const RoleName = properties.RoleName ?? context.physicalName(ROLE_NAME_LENGTH_MAX);
    createRole(
      {
        RoleName,
        AssumeRolePolicyDocument: documentText(properties.AssumeRolePolicyDocument),
        ...optional(properties),
        Tags: tagsOf(properties, context),
      },
      context,
    );
    try {
      putPolicies(RoleName, properties, context);
    } catch (error) {
      remove(RoleName, context);
      throw error;
    }
    return created(findRole(context, RoleName));
  },
  async update({ physicalId }, raw, previous, context) {
    const properties = raw as unknown as RoleProperties;
    const role = findRole(context, physicalId);
    const PolicyDocument = documentText(properties.AssumeRolePolicyDocument);
    updateAssumeRolePolicy({ RoleName: physicalId, PolicyDocument }, context);
    const MaxSessionDuration = Number(properties.MaxSessionDuration ?? 3600);
    updateRole({ RoleName: physicalId, Description: properties.Description ?? '', MaxSessionDuration }, context);
    role.permissionsBoundary = properties.PermissionsBoundary;
    role.tags = tagMap(tagsOf(properties, context));
    dropPolicies(role, properties, previous as unknown as RoleProperties);
    putPolicies(physicalId, properties, context);
    return created(role);
  },
  async delete({ physicalId }, raw, context) {
    const properties = raw as unknown as RoleProperties;
    const role = iamStore(context.kernel, context.account).roles.get(physicalId);
    if (role === undefined) return;
    // Only the template's attachments are removed; those of other callers make the deletion fail, as on AWS.
    for (const PolicyArn of properties.ManagedPolicyArns ?? []) {
      if (role.attachedPolicies.has(PolicyArn)) detachRolePolicy({ RoleName: physicalId, PolicyArn }, context);
    }
    for (const { PolicyName } of properties.Policies ?? []) {
      if (role.inlinePolicies.has(PolicyName)) deleteRolePolicy({ RoleName: physicalId, PolicyName }, context);
    }
    deleteRole({ RoleName: physicalId }, context);
  },
};

/** A policy document as text: templates write it as an object. */
export function documentText(document: unknown): string {
  return typeof document === 'string' ? document : JSON.stringify(document);
}

function optional(properties: RoleProperties) {
  const { Path, Description, MaxSessionDuration, PermissionsBoundary } = properties;
  return {
    ...(Path === undefined ? {} : { Path }),
    ...(Description === undefined ? {} : { Description }),
    ...(PermissionsBoundary === undefined ? {} : { PermissionsBoundary }),
    ...(MaxSessionDuration === undefined ? {} : { MaxSessionDuration: Number(MaxSessionDuration) }),
  };
}

function putPolicies(RoleName: string, properties: RoleProperties, context: ResourceContext): void {
  for (const PolicyArn of properties.ManagedPolicyArns ?? []) attachRolePolicy({ RoleName, PolicyArn }, context);
  for (const { PolicyName, PolicyDocument } of properties.Policies ?? []) {
    putRolePolicy({ RoleName, PolicyName, PolicyDocument: documentText(PolicyDocument) }, context);
  }
}

/** Removes what the previous template had and the new one lacks. */
function dropPolicies(role: Role, properties: RoleProperties, previous: RoleProperties): void {
  const arns = new Set(properties.ManagedPolicyArns);
  for (const arn of previous.ManagedPolicyArns ?? []) if (!arns.has(arn)) role.attachedPolicies.delete(arn);
  const names = new Set(properties.Policies?.map(({ PolicyName }) => PolicyName));
  for (const { PolicyName } of previous.Policies ?? [])
    if (!names.has(PolicyName)) role.inlinePolicies.delete(PolicyName);
}

function tagsOf(properties: RoleProperties, context: ResourceContext): Tag[] {
  const stack = Object.entries(context.tags).map(([Key, Value]) => ({ Key, Value }));
  const own = properties.Tags ?? [];
  return [...own, ...stack.filter(({ Key }) => !own.some((tag) => tag.Key === Key))];
}

function remove(name: string, context: ResourceContext): void {
  iamStore(context.kernel, context.account).roles.delete(name);
}

function created(role: Role) {
  return { physicalId: role.name, attributes: { Arn: role.arn, RoleId: role.id } };
}
