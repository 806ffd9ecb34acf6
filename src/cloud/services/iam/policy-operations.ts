import type {
  CreatePolicyRequest,
  CreatePolicyVersionRequest,
  ListPoliciesRequest,
  Policy,
  PolicyVersion as PolicyVersionShape,
} from '@aws-sdk/client-iam';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { checkName, checkPath } from './names.ts';
import { pageOf } from './pages.ts';
import { checkPolicyDocument } from './policy-document.ts';
import {
  alreadyExists,
  deleteConflict,
  findPolicy,
  type IamStore,
  iamStore,
  type ManagedPolicy,
  newId,
  noSuchEntity,
  type PolicyVersion,
  tagList,
  tagMap,
} from './store.ts';

const POLICY_NAME_LENGTH_MAX = 128;
const VERSIONS_MAX = 5;

export function createPolicy(input: CreatePolicyRequest, call: Call) {
  const name = input.PolicyName!;
  checkName('policyName', name, POLICY_NAME_LENGTH_MAX);
  const path = checkPath(input.Path ?? '/');
  checkPolicyDocument(input.PolicyDocument!, 'identity');
  const store = iamStore(call.kernel, call.account);
  const arn = `arn:aws:iam::${call.account}:policy${path}${name}`;
  if (store.policies.has(arn))
    throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
  const now = call.kernel.clock.now();
  const policy: ManagedPolicy = {
    name,
    id: newId(call.kernel, 'ANPA'),
    path,
    arn,
    description: input.Description ?? '',
    createdAtMs: now,
    updatedAtMs: now,
    tags: tagMap(input.Tags as never),
    versions: [{ id: 'v1', document: input.PolicyDocument!, createdAtMs: now }],
    defaultVersionId: 'v1',
    versionsMade: 1,
  };
  store.policies.set(arn, policy);
  return { Policy: policyShape(policy, store) };
}

export function getPolicy(input: { PolicyArn: string }, call: Call) {
  return { Policy: policyShape(findPolicy(call, input.PolicyArn), iamStore(call.kernel, call.account)) };
}

export function listPolicies(input: ListPoliciesRequest, call: Call) {
  const store = iamStore(call.kernel, call.account);
  const policies = input.Scope === 'AWS' ? [] : [...store.policies.values()];
  const wanted = policies.filter(
    ({ path, arn }) => path.startsWith(input.PathPrefix ?? '/') && (!input.OnlyAttached || attachments(arn, store) > 0),
  );
  const { items, ...page } = pageOf(wanted, ({ name }) => name, input);
  return { Policies: items.map((policy) => policyShape(policy, store)), ...page };
}

export function deletePolicy(input: { PolicyArn: string }, call: Call): void {
  const store = iamStore(call.kernel, call.account);
  const policy = findPolicy(call, input.PolicyArn);
  if (attachments(policy.arn, store) > 0) {
    throw new AwsError('DeleteConflict', 'Cannot delete a policy attached to entities.', 409);
  }
  if (policy.versions.length > 1) throw deleteConflict('delete all non-default versions of the policy');
  store.policies.delete(policy.arn);
}

export function createPolicyVersion(input: CreatePolicyVersionRequest, call: Call) {
  const policy = findPolicy(call, input.PolicyArn!);
  checkPolicyDocument(input.PolicyDocument!, 'identity');
  if (policy.versions.length >= VERSIONS_MAX) {
    const message = `A managed policy can have up to ${VERSIONS_MAX} versions. Before you create a new version, you must delete an existing version.`;
    throw new AwsError('LimitExceeded', message, 409);
  }
  policy.versionsMade++;
  const version = {
    id: `v${policy.versionsMade}`,
    document: input.PolicyDocument!,
    createdAtMs: call.kernel.clock.now(),
  };
  policy.versions = [...policy.versions, version];
  policy.updatedAtMs = version.createdAtMs;
  if (input.SetAsDefault) policy.defaultVersionId = version.id;
  const { Document: _document, ...shape } = versionShape(version, policy);
  return { PolicyVersion: shape };
}

export function getPolicyVersion(input: { PolicyArn: string; VersionId: string }, call: Call) {
  const policy = findPolicy(call, input.PolicyArn);
  return { PolicyVersion: versionShape(findVersion(policy, input.VersionId), policy) };
}

export function listPolicyVersions(input: { PolicyArn: string }, call: Call) {
  const policy = findPolicy(call, input.PolicyArn);
  const Versions = policy.versions.toReversed().map((version) => {
    const { Document: _document, ...shape } = versionShape(version, policy);
    return shape;
  });
  return { Versions, IsTruncated: false };
}

export function setDefaultPolicyVersion(input: { PolicyArn: string; VersionId: string }, call: Call): void {
  const policy = findPolicy(call, input.PolicyArn);
  policy.defaultVersionId = findVersion(policy, input.VersionId).id;
}

export function deletePolicyVersion(input: { PolicyArn: string; VersionId: string }, call: Call): void {
  const policy = findPolicy(call, input.PolicyArn);
  const version = findVersion(policy, input.VersionId);
  if (version.id === policy.defaultVersionId) {
    throw new AwsError('DeleteConflict', 'Cannot delete the default version of a policy.', 409);
  }
  policy.versions = policy.versions.filter(({ id }) => id !== version.id);
}

function findVersion(policy: ManagedPolicy, id: string): PolicyVersion {
  const version = policy.versions.find((candidate) => candidate.id === id);
  if (version === undefined) {
    throw noSuchEntity(`Policy ${policy.arn} version ${id} does not exist or is not attachable.`);
  }
  return version;
}

function attachments(arn: string, store: IamStore): number {
  return [...store.roles.values()].filter(({ attachedPolicies }) => attachedPolicies.has(arn)).length;
}

function policyShape(policy: ManagedPolicy, store: IamStore): Policy {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: attachments(policy.arn, store),
    PermissionsBoundaryUsageCount: [...store.roles.values()].filter((role) => role.permissionsBoundary === policy.arn)
      .length,
    IsAttachable: true,
    CreateDate: new Date(policy.createdAtMs),
    UpdateDate: new Date(policy.updatedAtMs),
    ...(policy.description === '' ? {} : { Description: policy.description }),
    ...(policy.tags.size === 0 ? {} : { Tags: tagList(policy.tags) }),
  };
}

function versionShape(version: PolicyVersion, policy: ManagedPolicy): PolicyVersionShape {
  return {
    VersionId: version.id,
    IsDefaultVersion: version.id === policy.defaultVersionId,
    CreateDate: new Date(version.createdAtMs),
    Document: encodeURIComponent(version.document),
  };
}
