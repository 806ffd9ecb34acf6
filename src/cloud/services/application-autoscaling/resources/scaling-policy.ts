import type { PutScalingPolicyRequest } from '@aws-sdk/client-application-auto-scaling';
import { coerceProperties } from '../../../kernel/coerce-properties.ts';
import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { deleteScalingPolicy, putScalingPolicy } from '../scaling-policies.ts';
import { autoscalingStore } from '../store.ts';

const NUMBERS = [
  'TargetValue',
  'ScaleInCooldown',
  'ScaleOutCooldown',
  'Cooldown',
  'ScalingAdjustment',
  'MetricIntervalLowerBound',
  'MetricIntervalUpperBound',
  'MinAdjustmentMagnitude',
];

export const scalingPolicyType: ResourceType = {
  typeName: 'AWS::ApplicationAutoScaling::ScalingPolicy',
  timing: 'model',
  create: put,
  update: (_resource, properties, _previous, context) => put(properties, context),
  async delete(resource, _properties, context) {
    const policy = [...autoscalingStore(context).policies.values()].find(
      ({ PolicyARN }) => PolicyARN === resource.physicalId,
    );
    if (policy !== undefined) deleteScalingPolicy({ ...policy, PolicyName: policy.PolicyName! }, context);
  },
};

/** A policy names its target by `ScalingTargetId`, or by the target's three parts. */
async function put(properties: Record<string, unknown>, context: ResourceContext) {
  const { ScalingTargetId, ...rest } = coerceProperties(properties, {
    numbers: NUMBERS,
    booleans: ['DisableScaleIn'],
  });
  const [ResourceId, ScalableDimension, ServiceNamespace] = String(ScalingTargetId ?? '').split('|');
  const request = {
    ...(ScalingTargetId === undefined ? {} : { ResourceId, ScalableDimension, ServiceNamespace }),
    ...rest,
  } as unknown as PutScalingPolicyRequest;
  const { PolicyARN } = putScalingPolicy(request, context);
  return { physicalId: PolicyARN!, attributes: { Arn: PolicyARN } };
}
