import type {
  AddPermissionCommandInput,
  GetPolicyCommandInput,
  RemovePermissionCommandInput,
} from '@aws-sdk/client-lambda';
import type { Call } from '../../kernel/service.ts';
import { findVersion } from './find-function.ts';
import { conflict, notFound } from './lambda-errors.ts';

export function addPermission(input: AddPermissionCommandInput, call: Call): { Statement: string } {
  const { fn, qualifier, arn } = findVersion(call, input.FunctionName, input.Qualifier);
  const statements = fn.policies.get(qualifier ?? '') ?? new Map<string, Record<string, unknown>>();
  const id = input.StatementId ?? '';
  if (statements.has(id)) {
    throw conflict(
      `The statement id (${id}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
    );
  }
  const condition = conditionOf(input);
  const statement = {
    Sid: id,
    Effect: 'Allow',
    Principal: principalOf(input.Principal ?? ''),
    Action: input.Action,
    Resource: arn,
    ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
  };
  statements.set(id, statement);
  fn.policies.set(qualifier ?? '', statements);
  return { Statement: JSON.stringify(statement) };
}

export function removePermission(input: RemovePermissionCommandInput, call: Call): object {
  const { fn, qualifier } = findVersion(call, input.FunctionName, input.Qualifier);
  if (fn.policies.get(qualifier ?? '')?.delete(input.StatementId ?? '') !== true) {
    throw notFound(`Statement ${input.StatementId} is not found in resource policy.`);
  }
  return {};
}

export function getPolicy(input: GetPolicyCommandInput, call: Call): { Policy: string; RevisionId: string } {
  const { fn, qualifier } = findVersion(call, input.FunctionName, input.Qualifier);
  const statements = [...(fn.policies.get(qualifier ?? '')?.values() ?? [])];
  if (statements.length === 0) throw notFound('The resource you requested does not exist.');
  const policy = { Version: '2012-10-17', Id: 'default', Statement: statements };
  return { Policy: JSON.stringify(policy), RevisionId: fn.latest.revisionId };
}

function principalOf(principal: string): unknown {
  if (principal === '*') return '*';
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  return principal.startsWith('arn:') ? { AWS: principal } : { Service: principal };
}

function conditionOf(input: AddPermissionCommandInput): Record<string, Record<string, string>> {
  const equals = {
    ...(input.SourceAccount === undefined ? {} : { 'AWS:SourceAccount': input.SourceAccount }),
    ...(input.PrincipalOrgID === undefined ? {} : { 'aws:PrincipalOrgID': input.PrincipalOrgID }),
    ...(input.EventSourceToken === undefined ? {} : { 'lambda:EventSourceToken': input.EventSourceToken }),
    ...(input.FunctionUrlAuthType === undefined ? {} : { 'lambda:FunctionUrlAuthType': input.FunctionUrlAuthType }),
  };
  return {
    ...(Object.keys(equals).length === 0 ? {} : { StringEquals: equals }),
    ...(input.SourceArn === undefined ? {} : { ArnLike: { 'AWS:SourceArn': input.SourceArn } }),
  };
}
