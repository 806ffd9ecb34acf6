import * as schemas from '@aws-sdk/client-auto-scaling';
import type { Kernel, ResourceType, Service } from '../../kernel/service.ts';
import * as groups from './groups.ts';
import { booted, openMachine } from './launch-machine.ts';
import * as policies from './policies.ts';
import { reconcile } from './reconcile.ts';
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
  timers: {
    booted,
    look(name, call) {
      const group = autoScalingStore(call).groups.get(name);
      if (group !== undefined) reconcile(group, call);
    },
  },
  resume: reopenMachines,
};

export const autoscalingResourceTypes: readonly ResourceType[] = [autoScalingGroupType, scalingPolicyType];

/** Machines that had booted when the snapshot was taken answer again. */
function reopenMachines(kernel: Kernel): void {
  for (const accountRegion of kernel.accountRegions('autoscaling')) {
    const call = { ...accountRegion, kernel };
    const machines = [...autoScalingStore(call).groups.values()].flatMap((group) => [...group.machines.values()]);
    for (const machine of machines) if (machine.hasBooted) openMachine(machine, call);
  }
}
