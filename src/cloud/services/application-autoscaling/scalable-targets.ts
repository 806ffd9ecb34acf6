import type {
  DescribeScalableTargetsRequest,
  RegisterScalableTargetRequest,
  ScalableTarget,
} from '@aws-sdk/client-application-auto-scaling';
import { AwsError } from '../../kernel/errors.ts';
import { page } from '../../kernel/page.ts';
import type { Call } from '../../kernel/service.ts';
import { autoscalingStore, findTarget, type Scaled, targetKey } from './store.ts';

/**
 * Registers a target, or updates an existing one. The desired count of an ECS service is moved inside the new limits
 * at once.
 */
export async function registerScalableTarget(input: RegisterScalableTargetRequest, call: Call) {
  const store = autoscalingStore(call);
  const known = store.targets.get(targetKey(input));
  const MinCapacity = input.MinCapacity ?? known?.MinCapacity;
  const MaxCapacity = input.MaxCapacity ?? known?.MaxCapacity;
  if (MinCapacity === undefined || MaxCapacity === undefined) {
    throw validation('MinCapacity and MaxCapacity are required for a new scalable target');
  }
  if (MinCapacity > MaxCapacity) throw validation('Maximum capacity cannot be less than minimum capacity');
  const target: ScalableTarget = {
    ServiceNamespace: input.ServiceNamespace,
    ResourceId: input.ResourceId,
    ScalableDimension: input.ScalableDimension,
    MinCapacity,
    MaxCapacity,
    RoleARN: input.RoleARN ?? known?.RoleARN ?? serviceRole(input, call),
    CreationTime: known?.CreationTime ?? new Date(call.kernel.clock.now()),
    SuspendedState: {
      DynamicScalingInSuspended: false,
      DynamicScalingOutSuspended: false,
      ScheduledScalingSuspended: false,
      ...known?.SuspendedState,
      ...input.SuspendedState,
    },
    ScalableTargetARN:
      known?.ScalableTargetARN ??
      `arn:aws:application-autoscaling:${call.region}:${call.account}:scalable-target/${call.kernel.random.hex(20)}`,
  };
  if (input.ScalableDimension === 'ecs:service:DesiredCount') await bringInside(target, call);
  store.targets.set(targetKey(input), target);
  return { ScalableTargetARN: target.ScalableTargetARN };
}

export function deregisterScalableTarget(input: Scaled, call: Call) {
  findTarget(input, call);
  const store = autoscalingStore(call);
  store.targets.delete(targetKey(input));
  for (const [key, policy] of store.policies) if (targetKey(policy) === targetKey(input)) store.policies.delete(key);
  return {};
}

export function describeScalableTargets(input: DescribeScalableTargetsRequest, call: Call) {
  const matching = [...autoscalingStore(call).targets.values()].filter(
    (target) =>
      target.ServiceNamespace === input.ServiceNamespace &&
      (input.ResourceIds === undefined || input.ResourceIds.includes(target.ResourceId!)) &&
      (input.ScalableDimension === undefined || target.ScalableDimension === input.ScalableDimension),
  );
  const { items, nextToken } = page(matching, { limit: input.MaxResults ?? 50, token: input.NextToken });
  return { ScalableTargets: items, NextToken: nextToken };
}

async function bringInside(target: ScalableTarget, call: Call): Promise<void> {
  const [, cluster, service] = /^service\/([^/]+)\/([^/]+)$/.exec(target.ResourceId ?? '') ?? [];
  interface Answer {
    readonly services: { readonly desiredCount: number; readonly status: string }[];
  }
  const { services } = await call.kernel
    .invoke<Answer>('ecs', 'DescribeServices', { cluster, services: [service] }, call)
    .catch((): Answer => ({ services: [] }));
  const found = services.find(({ status }) => status === 'ACTIVE');
  if (found === undefined) throw validation(`ECS service doesn't exist: ${target.ResourceId}`);
  const wanted = Math.min(target.MaxCapacity!, Math.max(target.MinCapacity!, found.desiredCount));
  if (wanted !== found.desiredCount) {
    await call.kernel.invoke('ecs', 'UpdateService', { cluster, service, desiredCount: wanted }, call);
  }
}

function serviceRole(input: Scaled, call: Call): string {
  const name = input.ServiceNamespace === 'ecs' ? 'ECSService' : input.ServiceNamespace;
  return `arn:aws:iam::${call.account}:role/aws-service-role/${input.ServiceNamespace}.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_${name}`;
}

function validation(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
