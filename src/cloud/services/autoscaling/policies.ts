import type { DescribePoliciesType, PutScalingPolicyType, ScalingPolicy } from '@aws-sdk/client-auto-scaling';
import { page } from '../../kernel/page.ts';
import { type AutoScalingCall, autoScalingStore, findGroup, validationError } from './store.ts';

export function putScalingPolicy(input: PutScalingPolicyType, call: AutoScalingCall) {
  const group = findGroup(input.AutoScalingGroupName, call);
  const known = group.policies.get(input.PolicyName!);
  const path = `autoScalingGroupName/${group.name}:policyName/${input.PolicyName}`;
  const policy: ScalingPolicy = {
    ...input,
    PolicyType: input.PolicyType ?? 'SimpleScaling',
    PolicyARN:
      known?.PolicyARN ??
      `arn:aws:autoscaling:${call.region}:${call.account}:scalingPolicy:${call.kernel.random.uuid()}:${path}`,
    Alarms: [],
  };
  group.policies.set(input.PolicyName!, policy);
  return { PolicyARN: policy.PolicyARN, Alarms: [] };
}

/** By name in a group, or by ARN. */
export function deletePolicy(
  input: { readonly AutoScalingGroupName?: string | undefined; readonly PolicyName?: string },
  call: AutoScalingCall,
) {
  for (const { name, policies } of autoScalingStore(call).groups.values()) {
    if (input.AutoScalingGroupName !== undefined && input.AutoScalingGroupName !== name) continue;
    for (const [policyName, { PolicyARN }] of policies) {
      if (input.PolicyName === policyName || input.PolicyName === PolicyARN) {
        policies.delete(policyName);
        return {};
      }
    }
  }
  throw validationError(`Policy not found: ${input.PolicyName}`);
}

export function describePolicies(input: DescribePoliciesType, call: AutoScalingCall) {
  const groups =
    input.AutoScalingGroupName === undefined
      ? [...autoScalingStore(call).groups.values()]
      : [findGroup(input.AutoScalingGroupName, call)];
  const wanted = groups
    .flatMap(({ policies }) => [...policies.values()])
    .filter(({ PolicyName }) => !input.PolicyNames?.length || input.PolicyNames.includes(PolicyName!));
  const { items, nextToken } = page(wanted, { limit: input.MaxRecords ?? 50, token: input.NextToken });
  return { ScalingPolicies: items, NextToken: nextToken };
}
