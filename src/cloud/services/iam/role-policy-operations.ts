import type { AttachRolePolicyRequest, ListRolePoliciesRequest, PutRolePolicyRequest } from '@aws-sdk/client-iam';
import type { Call } from '../../kernel/service.ts';
import { checkName } from './names.ts';
import { pageOf } from './pages.ts';
import { checkPolicyDocument } from './policy-document.ts';
import { findRole, iamStore, noSuchEntity } from './store.ts';

const POLICY_NAME_LENGTH_MAX = 128;

export function putRolePolicy(input: PutRolePolicyRequest, call: Call): void {
  const role = findRole(call, input.RoleName!);
  checkName('policyName', input.PolicyName!, POLICY_NAME_LENGTH_MAX);
  checkPolicyDocument(input.PolicyDocument!, 'identity');
  role.inlinePolicies.set(input.PolicyName!, input.PolicyDocument!);
}

export function getRolePolicy(input: { RoleName: string; PolicyName: string }, call: Call) {
  const document = findRole(call, input.RoleName).inlinePolicies.get(input.PolicyName);
  if (document === undefined) throw noInlinePolicy(input.PolicyName);
  return {
    RoleName: input.RoleName,
    PolicyName: input.PolicyName,
    PolicyDocument: encodeURIComponent(document),
  };
}

export function deleteRolePolicy(input: { RoleName: string; PolicyName: string }, call: Call): void {
  const removed = findRole(call, input.RoleName).inlinePolicies.delete(input.PolicyName);
  if (!removed) throw noInlinePolicy(input.PolicyName);
}

export function listRolePolicies(input: ListRolePoliciesRequest, call: Call) {
  const names = [...findRole(call, input.RoleName!).inlinePolicies.keys()];
  const { items, ...page } = pageOf(names, (name) => name, input);
  return { PolicyNames: items, ...page };
}

export function attachRolePolicy(input: AttachRolePolicyRequest, call: Call): void {
  const role = findRole(call, input.RoleName!);
  const arn = input.PolicyArn!;
  const isKnown = isAwsManaged(arn) || iamStore(call.kernel, call.account).policies.has(arn);
  if (!isKnown) throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
  role.attachedPolicies.add(arn);
}

export function detachRolePolicy(input: { RoleName: string; PolicyArn: string }, call: Call): void {
  const removed = findRole(call, input.RoleName).attachedPolicies.delete(input.PolicyArn);
  if (!removed) throw noSuchEntity(`Policy ${input.PolicyArn} was not found.`);
}

export function listAttachedRolePolicies(input: ListRolePoliciesRequest, call: Call) {
  const attached = [...findRole(call, input.RoleName!).attachedPolicies].map((PolicyArn) => ({
    PolicyName: PolicyArn.slice(PolicyArn.lastIndexOf('/') + 1),
    PolicyArn,
  }));
  const { items, ...page } = pageOf(attached, ({ PolicyName }) => PolicyName, input);
  return { AttachedPolicies: items, ...page };
}

export function putRolePermissionsBoundary(input: { RoleName: string; PermissionsBoundary: string }, call: Call): void {
  findRole(call, input.RoleName).permissionsBoundary = input.PermissionsBoundary;
}

export function deleteRolePermissionsBoundary(input: { RoleName: string }, call: Call): void {
  findRole(call, input.RoleName).permissionsBoundary = undefined;
}

/** AWS managed policies are not listed: every well-formed ARN of one counts as existing. */
function isAwsManaged(arn: string): boolean {
  return /^arn:aws:iam::aws:policy\/(?:[\w+=,.@-]+\/)*[\w+=,.@-]+$/.test(arn);
}

function noInlinePolicy(name: string) {
  return noSuchEntity(`The role policy with name ${name} cannot be found.`);
}
