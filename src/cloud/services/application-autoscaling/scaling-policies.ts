import type {
  DescribeScalingPoliciesRequest,
  PutScalingPolicyRequest,
  ScalingPolicy,
} from '@aws-sdk/client-application-auto-scaling';
import { AwsError } from '../../kernel/errors.ts';
import { page } from '../../kernel/page.ts';
import type { Call } from '../../kernel/service.ts';
import { autoscalingStore, findTarget, type Scaled, targetKey } from './store.ts';

export function putScalingPolicy(input: PutScalingPolicyRequest, call: Call) {
  findTarget(input, call);
  const { policies } = autoscalingStore(call);
  const known = policies.get(policyKey(input));
  const path = `resource/${input.ServiceNamespace}/${input.ResourceId}:policyName/${input.PolicyName}`;
  const policy: ScalingPolicy = {
    ...input,
    PolicyType: input.PolicyType ?? known?.PolicyType ?? 'StepScaling',
    PolicyARN:
      known?.PolicyARN ??
      `arn:aws:autoscaling:${call.region}:${call.account}:scalingPolicy:${call.kernel.random.uuid()}:${path}`,
    CreationTime: known?.CreationTime ?? new Date(call.kernel.clock.now()),
    Alarms: [],
  };
  policies.set(policyKey(input), policy);
  return { PolicyARN: policy.PolicyARN, Alarms: [] };
}

export function deleteScalingPolicy(input: Scaled & { readonly PolicyName?: string }, call: Call) {
  const { policies } = autoscalingStore(call);
  if (!policies.delete(policyKey(input))) {
    throw new AwsError('ObjectNotFoundException', `No scaling policy found for policy name: ${input.PolicyName}`);
  }
  return {};
}

export function describeScalingPolicies(input: DescribeScalingPoliciesRequest, call: Call) {
  const matching = [...autoscalingStore(call).policies.values()].filter(
    (policy) =>
      policy.ServiceNamespace === input.ServiceNamespace &&
      (input.ResourceId === undefined || policy.ResourceId === input.ResourceId) &&
      (input.PolicyNames === undefined || input.PolicyNames.includes(policy.PolicyName!)),
  );
  const { items, nextToken } = page(matching, { limit: input.MaxResults ?? 50, token: input.NextToken });
  return { ScalingPolicies: items, NextToken: nextToken };
}

function policyKey(policy: Scaled & { readonly PolicyName?: string | undefined }): string {
  return `${targetKey(policy)}|${policy.PolicyName}`;
}
