import * as schemas from '@aws-sdk/client-iam';
import type { ResourceType, Service } from '../../kernel/service.ts';
import * as instanceProfiles from './instance-profile-operations.ts';
import * as policies from './policy-operations.ts';
import { instanceProfileType } from './resources/instance-profile.ts';
import { managedPolicyType } from './resources/managed-policy.ts';
import { policyType } from './resources/policy.ts';
import { roleType } from './resources/role.ts';
import { serviceLinkedRoleType } from './resources/service-linked-role.ts';
import * as roles from './role-operations.ts';
import * as rolePolicies from './role-policy-operations.ts';

export const iam: Service = {
  signingName: 'iam',
  schemas,
  operations: {
    CreateRole: roles.createRole,
    GetRole: roles.getRole,
    ListRoles: roles.listRoles,
    UpdateRole: roles.updateRole,
    UpdateAssumeRolePolicy: roles.updateAssumeRolePolicy,
    DeleteRole: roles.deleteRole,
    TagRole: roles.tagRole,
    UntagRole: roles.untagRole,
    ListRoleTags: roles.listRoleTags,
    CreateServiceLinkedRole: roles.createServiceLinkedRole,
    DeleteServiceLinkedRole: roles.deleteServiceLinkedRole,
    GetServiceLinkedRoleDeletionStatus: roles.getServiceLinkedRoleDeletionStatus,
    PutRolePolicy: rolePolicies.putRolePolicy,
    GetRolePolicy: rolePolicies.getRolePolicy,
    DeleteRolePolicy: rolePolicies.deleteRolePolicy,
    ListRolePolicies: rolePolicies.listRolePolicies,
    AttachRolePolicy: rolePolicies.attachRolePolicy,
    DetachRolePolicy: rolePolicies.detachRolePolicy,
    ListAttachedRolePolicies: rolePolicies.listAttachedRolePolicies,
    PutRolePermissionsBoundary: rolePolicies.putRolePermissionsBoundary,
    DeleteRolePermissionsBoundary: rolePolicies.deleteRolePermissionsBoundary,
    CreatePolicy: policies.createPolicy,
    GetPolicy: policies.getPolicy,
    ListPolicies: policies.listPolicies,
    DeletePolicy: policies.deletePolicy,
    CreatePolicyVersion: policies.createPolicyVersion,
    GetPolicyVersion: policies.getPolicyVersion,
    ListPolicyVersions: policies.listPolicyVersions,
    SetDefaultPolicyVersion: policies.setDefaultPolicyVersion,
    DeletePolicyVersion: policies.deletePolicyVersion,
    CreateInstanceProfile: instanceProfiles.createInstanceProfile,
    GetInstanceProfile: instanceProfiles.getInstanceProfile,
    ListInstanceProfiles: instanceProfiles.listInstanceProfiles,
    ListInstanceProfilesForRole: instanceProfiles.listInstanceProfilesForRole,
    DeleteInstanceProfile: instanceProfiles.deleteInstanceProfile,
    AddRoleToInstanceProfile: instanceProfiles.addRoleToInstanceProfile,
    RemoveRoleFromInstanceProfile: instanceProfiles.removeRoleFromInstanceProfile,
  },
};

export const iamResourceTypes: readonly ResourceType[] = [
  roleType,
  policyType,
  managedPolicyType,
  instanceProfileType,
  serviceLinkedRoleType,
];
