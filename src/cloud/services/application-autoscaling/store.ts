import type { ScalableTarget, ScalingPolicy } from '@aws-sdk/client-application-auto-scaling';
import { AwsError } from '../../kernel/errors.ts';
import type { AccountRegion, Kernel } from '../../kernel/service.ts';

export interface Scaled {
  readonly ServiceNamespace?: string | undefined;
  readonly ResourceId?: string | undefined;
  readonly ScalableDimension?: string | undefined;
}

export class AutoscalingStore {
  readonly targets = new Map<string, ScalableTarget>();
  readonly policies = new Map<string, ScalingPolicy>();
}

export type AutoscalingCall = AccountRegion & { readonly kernel: Kernel };

export function autoscalingStore(call: AutoscalingCall): AutoscalingStore {
  const accountRegion = { account: call.account, region: call.region };
  return call.kernel.store('application-autoscaling', accountRegion, () => new AutoscalingStore());
}

export function targetKey({ ServiceNamespace, ResourceId, ScalableDimension }: Scaled): string {
  return `${ServiceNamespace}|${ResourceId}|${ScalableDimension}`;
}

/** Throws `ObjectNotFoundException`. */
export function findTarget(scaled: Scaled, call: AutoscalingCall): ScalableTarget {
  const target = autoscalingStore(call).targets.get(targetKey(scaled));
  if (target !== undefined) return target;
  throw new AwsError(
    'ObjectNotFoundException',
    `No scalable target found for service namespace: ${scaled.ServiceNamespace}, resource ID: ${scaled.ResourceId}, scalable dimension: ${scaled.ScalableDimension}`,
  );
}
