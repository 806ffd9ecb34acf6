import type { InstanceProfile as InstanceProfileShape, ListInstanceProfilesRequest } from '@aws-sdk/client-iam';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { checkName, checkPath } from './names.ts';
import { pageOf } from './pages.ts';
import { roleShape } from './role-operations.ts';
import {
  alreadyExists,
  deleteConflict,
  findInstanceProfile,
  findRole,
  type InstanceProfile,
  iamStore,
  newId,
  noSuchEntity,
} from './store.ts';

const PROFILE_NAME_LENGTH_MAX = 128;

export function createInstanceProfile(input: { InstanceProfileName: string; Path?: string }, call: Call) {
  const name = input.InstanceProfileName;
  checkName('instanceProfileName', name, PROFILE_NAME_LENGTH_MAX);
  const path = checkPath(input.Path ?? '/');
  const { instanceProfiles } = iamStore(call.kernel, call.account);
  if (instanceProfiles.has(name)) throw alreadyExists(`Instance Profile ${name} already exists.`);
  const profile: InstanceProfile = {
    name,
    id: newId(call.kernel, 'AIPA'),
    path,
    arn: `arn:aws:iam::${call.account}:instance-profile${path}${name}`,
    createdAtMs: call.kernel.clock.now(),
    roleName: undefined,
  };
  instanceProfiles.set(name, profile);
  return { InstanceProfile: profileShape(profile, call) };
}

export function getInstanceProfile(input: { InstanceProfileName: string }, call: Call) {
  return { InstanceProfile: profileShape(findInstanceProfile(call, input.InstanceProfileName), call) };
}

export function listInstanceProfiles(input: ListInstanceProfilesRequest, call: Call) {
  const all = [...iamStore(call.kernel, call.account).instanceProfiles.values()];
  const { items, ...page } = pageOf(all, ({ name }) => name, input);
  return { InstanceProfiles: items.map((profile) => profileShape(profile, call)), ...page };
}

export function listInstanceProfilesForRole(input: { RoleName: string }, call: Call) {
  const role = findRole(call, input.RoleName);
  const profiles = [...iamStore(call.kernel, call.account).instanceProfiles.values()];
  const own = profiles.filter(({ roleName }) => roleName === role.name);
  return { InstanceProfiles: own.map((profile) => profileShape(profile, call)), IsTruncated: false };
}

export function deleteInstanceProfile(input: { InstanceProfileName: string }, call: Call): void {
  const profile = findInstanceProfile(call, input.InstanceProfileName);
  if (profile.roleName !== undefined) throw deleteConflict('remove roles from instance profile');
  iamStore(call.kernel, call.account).instanceProfiles.delete(profile.name);
}

export function addRoleToInstanceProfile(input: { InstanceProfileName: string; RoleName: string }, call: Call): void {
  const profile = findInstanceProfile(call, input.InstanceProfileName);
  const role = findRole(call, input.RoleName);
  if (profile.roleName !== undefined) {
    throw new AwsError('LimitExceeded', 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1', 409);
  }
  profile.roleName = role.name;
}

export function removeRoleFromInstanceProfile(
  input: { InstanceProfileName: string; RoleName: string },
  call: Call,
): void {
  const profile = findInstanceProfile(call, input.InstanceProfileName);
  if (profile.roleName !== input.RoleName) throw noSuchEntity(`The role with name ${input.RoleName} cannot be found.`);
  profile.roleName = undefined;
}

function profileShape(profile: InstanceProfile, call: Call): InstanceProfileShape {
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: profile.arn,
    CreateDate: new Date(profile.createdAtMs),
    Roles: profile.roleName === undefined ? [] : [roleShape(findRole(call, profile.roleName))],
  };
}
