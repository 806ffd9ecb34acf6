import type { GetStackPolicyInput, GetStackPolicyOutput, SetStackPolicyInput } from '@aws-sdk/client-cloudformation';
import type { Call } from '../../../kernel/service.ts';
import { statementsOf } from '../stack/stack-policy.ts';
import { requireStack } from '../stack/stack-store.ts';
import { loadTemplateBody } from '../template/load-template.ts';

export async function setStackPolicy(input: SetStackPolicyInput, call: Call): Promise<object> {
  const stack = requireStack(call, input.StackName);
  const source = { TemplateBody: input.StackPolicyBody, TemplateURL: input.StackPolicyURL };
  const policy = await loadTemplateBody(source, call);
  statementsOf(policy);
  stack.policy = policy;
  return {};
}

export function getStackPolicy(input: GetStackPolicyInput, call: Call): GetStackPolicyOutput {
  const { policy } = requireStack(call, input.StackName);
  return policy === undefined ? {} : { StackPolicyBody: policy };
}
