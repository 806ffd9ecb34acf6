import type {
  CreateRoleRequest,
  CreateServiceLinkedRoleRequest,
  DeleteRoleRequest,
  ListRolesRequest,
  Role as RoleShape,
  TagRoleRequest,
  UntagRoleRequest,
  UpdateAssumeRolePolicyRequest,
  UpdateRoleRequest,
} from '@aws-sdk/client-iam';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { checkName, checkPath } from './names.ts';
import { pageOf } from './pages.ts';
import { checkPolicyDocument, malformed, statementsOf, textsOf } from './policy-document.ts';
import {
  alreadyExists,
  deleteConflict,
  findRole,
  iamStore,
  newId,
  noSuchEntity,
  type Role,
  tagList,
  tagMap,
} from './store.ts';

const ROLE_NAME_LENGTH_MAX = 64;

export function createRole(input: CreateRoleRequest, call: Call) {
  const name = input.RoleName!;
  checkName('roleName', name, ROLE_NAME_LENGTH_MAX);
  const path = checkPath(input.Path ?? '/');
  const trustPolicy = input.AssumeRolePolicyDocument!;
  checkPolicyDocument(trustPolicy, 'trust');
  checkPrincipalsExist(trustPolicy, call);
  const { roles } = iamStore(call.kernel, call.account);
  if (roles.has(name)) throw alreadyExists(`Role with name ${name} already exists.`);
  const role: Role = {
    name,
    id: newId(call.kernel, 'AROA'),
    path,
    arn: `arn:aws:iam::${call.account}:role${path}${name}`,
    createdAtMs: call.kernel.clock.now(),
    trustPolicy,
    description: input.Description ?? '',
    maxSessionSeconds: input.MaxSessionDuration ?? 3600,
    permissionsBoundary: input.PermissionsBoundary,
    tags: tagMap(input.Tags as never),
    inlinePolicies: new Map(),
    attachedPolicies: new Set(),
  };
  checkSessionDuration(role.maxSessionSeconds);
  roles.set(name, role);
  return { Role: roleShape(role) };
}

export function getRole(input: { RoleName: string }, call: Call) {
  return { Role: roleShape(findRole(call, input.RoleName)) };
}

export function listRoles(input: ListRolesRequest, call: Call) {
  const prefix = input.PathPrefix ?? '/';
  const roles = [...iamStore(call.kernel, call.account).roles.values()].filter(({ path }) => path.startsWith(prefix));
  const { items, ...page } = pageOf(roles, ({ name }) => name, input);
  return { Roles: items.map(roleShape), ...page };
}

export function updateRole(input: UpdateRoleRequest, call: Call) {
  const role = findRole(call, input.RoleName!);
  if (input.MaxSessionDuration !== undefined) checkSessionDuration(input.MaxSessionDuration);
  role.description = input.Description ?? role.description;
  role.maxSessionSeconds = input.MaxSessionDuration ?? role.maxSessionSeconds;
  return {};
}

export function updateAssumeRolePolicy(input: UpdateAssumeRolePolicyRequest, call: Call): void {
  const role = findRole(call, input.RoleName!);
  checkPolicyDocument(input.PolicyDocument!, 'trust');
  checkPrincipalsExist(input.PolicyDocument!, call);
  role.trustPolicy = input.PolicyDocument!;
}

export function deleteRole(input: DeleteRoleRequest, call: Call): void {
  const store = iamStore(call.kernel, call.account);
  const role = findRole(call, input.RoleName!);
  if ([...store.instanceProfiles.values()].some(({ roleName }) => roleName === role.name)) {
    throw deleteConflict('remove roles from instance profile');
  }
  if (role.attachedPolicies.size > 0) throw deleteConflict('detach all policies');
  if (role.inlinePolicies.size > 0) throw deleteConflict('delete policies');
  store.roles.delete(role.name);
}

export function tagRole(input: TagRoleRequest, call: Call): void {
  const role = findRole(call, input.RoleName!);
  role.tags = new Map([...role.tags, ...tagMap(input.Tags as never)]);
}

export function untagRole(input: UntagRoleRequest, call: Call): void {
  const role = findRole(call, input.RoleName!);
  for (const key of input.TagKeys ?? []) role.tags.delete(key);
}

export function listRoleTags(input: { RoleName: string }, call: Call) {
  return { Tags: tagList(findRole(call, input.RoleName).tags), IsTruncated: false };
}

/** A service-linked role, whose name and trust policy follow from its service. */
export function createServiceLinkedRole(input: CreateServiceLinkedRoleRequest, call: Call) {
  const service = input.AWSServiceName!;
  if (!/^[\w.-]+\.amazonaws\.com$/.test(service)) {
    throw new AwsError('InvalidInput', `Service role prefix for service name ${service} not found`);
  }
  const suffix = input.CustomSuffix === undefined ? '' : `_${input.CustomSuffix}`;
  const name = `AWSServiceRoleFor${serviceRoleName(service)}${suffix}`;
  if (iamStore(call.kernel, call.account).roles.has(name)) {
    const message = `Service role name ${name} has been taken in this account, please try a different suffix.`;
    throw new AwsError('InvalidInput', message);
  }
  const statement = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' };
  return createRole(
    {
      RoleName: name,
      Path: `/aws-service-role/${service}/`,
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
      ...(input.Description === undefined ? {} : { Description: input.Description }),
    },
    call,
  );
}

export function deleteServiceLinkedRole(input: { RoleName: string }, call: Call) {
  const role = findRole(call, input.RoleName);
  iamStore(call.kernel, call.account).roles.delete(role.name);
  return { DeletionTaskId: `task${role.path}${role.name}/${call.kernel.random.uuid()}` };
}

export function getServiceLinkedRoleDeletionStatus(input: { DeletionTaskId: string }) {
  if (!input.DeletionTaskId.startsWith('task/'))
    throw noSuchEntity(`Deletion task ${input.DeletionTaskId} cannot be found.`);
  return { Status: 'SUCCEEDED' };
}

export function roleShape(role: Role): RoleShape {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.createdAtMs),
    AssumeRolePolicyDocument: encodeURIComponent(role.trustPolicy),
    MaxSessionDuration: role.maxSessionSeconds,
    ...(role.description === '' ? {} : { Description: role.description }),
    ...(role.tags.size === 0 ? {} : { Tags: tagList(role.tags) }),
    ...(role.permissionsBoundary === undefined
      ? {}
      : {
          PermissionsBoundary: {
            PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
            PermissionsBoundaryArn: role.permissionsBoundary,
          },
        }),
  };
}

/** Throws when a trust policy names a role that does not exist in its account. */
function checkPrincipalsExist(document: string, { kernel }: Call): void {
  for (const statement of statementsOf(JSON.parse(document))) {
    const names = textsOf((statement.Principal as Record<string, unknown> | undefined)?.AWS);
    for (const name of names) {
      const [, account, role] = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(name) ?? [];
      if (account === undefined || role === undefined) continue;
      if (!iamStore(kernel, account).roles.has(role)) throw malformed(`Invalid principal in policy: "AWS":"${name}"`);
    }
  }
}

function checkSessionDuration(seconds: number): void {
  if (seconds >= 3600 && seconds <= 43_200) return;
  const bound = seconds < 3600 ? 'greater than or equal to 3600' : 'less than or equal to 43200';
  const message = `Value '${seconds}' at 'maxSessionDuration' failed to satisfy constraint: Member must have value ${bound}`;
  throw new AwsError('ValidationError', `1 validation error detected: ${message}`);
}

const SERVICE_ROLE_NAMES: Readonly<Record<string, string>> = {
  'ecs.amazonaws.com': 'ECS',
  'elasticloadbalancing.amazonaws.com': 'ElasticLoadBalancing',
  'rds.amazonaws.com': 'RDS',
  'elasticache.amazonaws.com': 'ElastiCache',
  'ecs.application-autoscaling.amazonaws.com': 'ApplicationAutoScaling_ECSService',
  'opensearchservice.amazonaws.com': 'AmazonOpenSearchService',
  'autoscaling.amazonaws.com': 'AutoScaling',
};

function serviceRoleName(service: string): string {
  const [first = ''] = service.split('.');
  return SERVICE_ROLE_NAMES[service] ?? first.charAt(0).toUpperCase() + first.slice(1);
}
