import { AwsError } from '../../kernel/errors.ts';
import type { Call, Kernel } from '../../kernel/service.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export interface Role {
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly arn: string;
  readonly createdAtMs: number;
  trustPolicy: string;
  description: string;
  maxSessionSeconds: number;
  permissionsBoundary: string | undefined;
  tags: Map<string, string>;
  readonly inlinePolicies: Map<string, string>;
  /** ARNs of attached policies, in order of attachment. */
  readonly attachedPolicies: Set<string>;
}

export interface PolicyVersion {
  readonly id: string;
  readonly document: string;
  readonly createdAtMs: number;
}

export interface ManagedPolicy {
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly arn: string;
  readonly description: string;
  readonly createdAtMs: number;
  updatedAtMs: number;
  tags: Map<string, string>;
  versions: PolicyVersion[];
  defaultVersionId: string;
  versionsMade: number;
}

export interface InstanceProfile {
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly arn: string;
  readonly createdAtMs: number;
  roleName: string | undefined;
}

/** IAM of one account; IAM is global. */
export class IamStore {
  readonly roles = new Map<string, Role>();
  readonly policies = new Map<string, ManagedPolicy>();
  readonly instanceProfiles = new Map<string, InstanceProfile>();
}

export function iamStore(kernel: Kernel, account: string): IamStore {
  return kernel.store('iam', { account, region: 'aws-global' }, () => new IamStore());
}

export function findRole(call: Pick<Call, 'kernel' | 'account'>, name: string): Role {
  const role = iamStore(call.kernel, call.account).roles.get(name);
  if (role === undefined) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return role;
}

export function findPolicy(call: Call, arn: string): ManagedPolicy {
  const policy = iamStore(call.kernel, call.account).policies.get(arn);
  if (policy === undefined) throw noSuchEntity(`Policy ${arn} was not found.`);
  return policy;
}

export function findInstanceProfile(call: Call, name: string): InstanceProfile {
  const profile = iamStore(call.kernel, call.account).instanceProfiles.get(name);
  if (profile === undefined) throw noSuchEntity(`Instance Profile ${name} cannot be found.`);
  return profile;
}

export function noSuchEntity(message: string): AwsError {
  return new AwsError('NoSuchEntity', message, 404);
}

export function alreadyExists(message: string): AwsError {
  return new AwsError('EntityAlreadyExists', message, 409);
}

export function deleteConflict(message: string): AwsError {
  return new AwsError('DeleteConflict', `Cannot delete entity, must ${message} first.`, 409);
}

/** An id as IAM makes them: a four-letter prefix of the kind, then seventeen characters. */
export function newId(kernel: Kernel, prefix: string): string {
  return prefix + kernel.random.upper(17);
}

export function tagMap(tags: readonly Tag[] | undefined): Map<string, string> {
  return new Map((tags ?? []).map(({ Key, Value }) => [Key, Value]));
}

export function tagList(tags: ReadonlyMap<string, string>): Tag[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}
