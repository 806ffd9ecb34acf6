import * as schemas from '@aws-sdk/client-application-auto-scaling';
import type { ResourceType, Service } from '../../kernel/service.ts';
import { scalableTargetType } from './resources/scalable-target.ts';
import { scalingPolicyType } from './resources/scaling-policy.ts';
import { deregisterScalableTarget, describeScalableTargets, registerScalableTarget } from './scalable-targets.ts';
import { deleteScalingPolicy, describeScalingPolicies, putScalingPolicy } from './scaling-policies.ts';

export const applicationAutoscaling: Service = {
  signingName: 'application-autoscaling',
  schemas,
  operations: {
    DeleteScalingPolicy: deleteScalingPolicy,
    DeregisterScalableTarget: deregisterScalableTarget,
    DescribeScalableTargets: describeScalableTargets,
    DescribeScalingPolicies: describeScalingPolicies,
    PutScalingPolicy: putScalingPolicy,
    RegisterScalableTarget: registerScalableTarget,
  },
};

export const applicationAutoscalingResourceTypes: readonly ResourceType[] = [scalableTargetType, scalingPolicyType];
