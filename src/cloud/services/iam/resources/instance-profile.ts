import type { ResourceType } from '../../../kernel/service.ts';
import {
  addRoleToInstanceProfile,
  createInstanceProfile,
  deleteInstanceProfile,
} from '../instance-profile-operations.ts';
import { findInstanceProfile, findRole, iamStore } from '../store.ts';

interface InstanceProfileProperties {
  readonly InstanceProfileName?: string;
  readonly Path?: string;
  readonly Roles: readonly string[];
}

/** AWS::IAM::InstanceProfile: `Ref` is the name, `Arn` an attribute. It holds one role. */
export const instanceProfileType: ResourceType = {
  typeName: 'AWS::IAM::InstanceProfile',
  timing: 'model',
  async create(raw, context) {
    const { InstanceProfileName: given, Path, Roles } = raw as unknown as InstanceProfileProperties;
    const InstanceProfileName = given ?? context.physicalName(128);
    for (const name of Roles) findRole(context, name);
    createInstanceProfile({ InstanceProfileName, ...(Path === undefined ? {} : { Path }) }, context);
    for (const RoleName of Roles) addRoleToInstanceProfile({ InstanceProfileName, RoleName }, context);
    const { arn } = findInstanceProfile(context, InstanceProfileName);
    return { physicalId: InstanceProfileName, attributes: { Arn: arn } };
  },
  async update(resource, raw, _previous, context) {
    const profile = findInstanceProfile(context, resource.physicalId);
    const [roleName] = (raw as unknown as InstanceProfileProperties).Roles;
    profile.roleName = roleName === undefined ? undefined : findRole(context, roleName).name;
    return resource;
  },
  async delete({ physicalId }, _properties, context) {
    const profile = iamStore(context.kernel, context.account).instanceProfiles.get(physicalId);
    if (profile === undefined) return;
    profile.roleName = undefined;
    deleteInstanceProfile({ InstanceProfileName: physicalId }, context);
  },
};
