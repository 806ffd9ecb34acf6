import {
  type Activity,
  AutoScalingClient,
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
  DescribeScalingActivitiesCommand,
  type Instance,
  SetDesiredCapacityCommand,
} from '@aws-sdk/client-auto-scaling';
import type { ObservedWorkload, Target, TaskStop } from '../core/ports/index.ts';
import { clientFor } from './clients.ts';

const activitiesMax = 20;
const imageTag = 'plinth:image';

/** Undefined when there is no such Auto Scaling group, or when it is being deleted and empty. */
export async function observeScalingGroup(target: Target, name: string): Promise<ObservedWorkload | undefined> {
  const names = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] });
  const [group] = (await clientFor(AutoScalingClient, target).send(names)).AutoScalingGroups ?? [];
  if (!group) return undefined;
  const inService = (group.Instances ?? []).filter(({ LifecycleState }) => LifecycleState === 'InService');
  return {
    desired: group.DesiredCapacity ?? 0,
    running: inService.filter(({ HealthStatus }) => HealthStatus === 'Healthy').length,
    digests: inService.map((instance) => imageOf(instance, group)),
    stops: await failedLaunches(target, name),
  };
}

export async function scaleGroup(target: Target, AutoScalingGroupName: string, DesiredCapacity: number): Promise<void> {
  const command = new SetDesiredCapacityCommand({ AutoScalingGroupName, DesiredCapacity });
  await clientFor(AutoScalingClient, target).send(command);
}

/**
 * Auto Scaling returns an instance's AMI only where it differs from that of the launch template. The group's tag contains the AMI
 * of the group's own version of the launch template.
 */
function imageOf({ ImageId, LaunchTemplate }: Instance, group: AutoScalingGroup): string {
  if (ImageId !== undefined) return ImageId;
  const wanted = group.LaunchTemplate ?? group.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
  const tagged = group.Tags?.find(({ Key }) => Key === imageTag)?.Value;
  const isOfGroup = wanted?.Version === LaunchTemplate?.Version;
  return (isOfGroup ? tagged : undefined) ?? `launch template version ${LaunchTemplate?.Version ?? 'unknown'}`;
}

/** Failed launches, and instances that were replaced because they were unhealthy. */
async function failedLaunches(target: Target, AutoScalingGroupName: string): Promise<readonly TaskStop[]> {
  const command = new DescribeScalingActivitiesCommand({ AutoScalingGroupName, MaxRecords: activitiesMax });
  const { Activities = [] } = await clientFor(AutoScalingClient, target).send(command);
  return Activities.filter(isFailure).map(({ ActivityId = '', StatusMessage, Cause, EndTime }) => ({
    taskArn: ActivityId,
    // A cause begins with its time, which is removed so that equal causes compare equal.
    reason: StatusMessage ?? Cause?.replace(/^At \S+ /, '') ?? 'no reason given',
    ...(EndTime && { stoppedAt: EndTime }),
  }));
}

function isFailure({ StatusCode, Cause = '' }: Activity): boolean {
  return StatusCode === 'Failed' || StatusCode === 'Cancelled' || /health check failure/i.test(Cause);
}
