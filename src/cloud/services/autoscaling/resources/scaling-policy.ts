import type { PutScalingPolicyType } from '@aws-sdk/client-auto-scaling';
import { coerceProperties } from '../../../kernel/coerce-properties.ts';
import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { deletePolicy, putScalingPolicy } from '../policies.ts';
import { autoScalingStore } from '../store.ts';

const NAME_LENGTH_MAX = 255;
const NUMBERS = ['TargetValue', 'Cooldown', 'ScalingAdjustment', 'EstimatedInstanceWarmup', 'MinAdjustmentMagnitude'];

/** `Ref` is the policy's ARN. */
export const scalingPolicyType: ResourceType = {
  typeName: 'AWS::AutoScaling::ScalingPolicy',
  timing: 'model',
  create: (properties, context) => put(context.physicalName(NAME_LENGTH_MAX), properties, context),
  update: (resource, properties, _previous, context) =>
    put(resource.physicalId.split(':policyName/')[1] ?? '', properties, context),
  async delete(resource, properties, context) {
    const group = autoScalingStore(context).groups.get(String(properties.AutoScalingGroupName));
    const known = [...(group?.policies.values() ?? [])].some(({ PolicyARN }) => PolicyARN === resource.physicalId);
    if (known) deletePolicy({ PolicyName: resource.physicalId }, context);
  },
};

async function put(name: string, properties: Record<string, unknown>, context: ResourceContext) {
  const given = coerceProperties(properties, { numbers: NUMBERS, booleans: ['DisableScaleIn'] });
  const request = { ...given, PolicyName: name } as unknown as PutScalingPolicyType;
  const { PolicyARN } = putScalingPolicy(request, context);
  return { physicalId: PolicyARN!, attributes: { Arn: PolicyARN, PolicyName: name } };
}
