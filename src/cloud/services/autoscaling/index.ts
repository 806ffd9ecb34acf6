import * as schemas from '@aws-sdk/client-auto-scaling';
import type { Kernel, ResourceType, Service } from '../../kernel/service.ts';
import * as groups from './groups.ts';
import * as policies from './policies.ts';
import { autoScalingGroupType } from './resources/auto-scaling-group.ts';
import { scalingPolicyType } from './resources/scaling-policy.ts';
import { autoScalingStore } from './store.ts';

export const autoscaling: Service = {
  signingName: 'autoscaling',
  schemas,
  operations: {
    CreateAutoScalingGroup: groups.createAutoScalingGroup,
    DeleteAutoScalingGroup: groups.deleteAutoScalingGroup,
    DeletePolicy: policies.deletePolicy,
    DescribeAutoScalingGroups: groups.describeAutoScalingGroups,
    DescribeAutoScalingInstances: groups.describeAutoScalingInstances,
    DescribePolicies: policies.describePolicies,
    DescribeScalingActivities: groups.describeScalingActivities,
    PutScalingPolicy: policies.putScalingPolicy,
    SetDesiredCapacity: groups.setDesiredCapacity,
    UpdateAutoScalingGroup: groups.updateAutoScalingGroup,
  },
  start: stopWithCloud,
};

export const autoscalingResourceTypes: readonly ResourceType[] = [autoScalingGroupType, scalingPolicyType];

/** Timers would keep the process alive after the cloud has stopped. */
function stopWithCloud(kernel: Kernel): void {
  kernel.onStop(() => {
    for (const accountRegion of kernel.accountRegions('autoscaling')) {
      for (const group of autoScalingStore({ ...accountRegion, kernel }).groups.values()) {
        group.cancel();
        for (const machine of group.machines.values()) machine.close();
      }
    }
  });
}
