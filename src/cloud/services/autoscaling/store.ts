import type {
  Activity,
  CreateAutoScalingGroupType,
  LaunchTemplateSpecification,
  ScalingPolicy,
} from '@aws-sdk/client-auto-scaling';
import { AwsError } from '../../kernel/errors.ts';
import type { AccountRegion, Kernel } from '../../kernel/service.ts';

export type MachineState = 'Pending' | 'InService' | 'Terminating';

export interface Machine {
  readonly id: string;
  readonly type: string;
  readonly zone: string;
  readonly vpcId: string;
  readonly imageId: string;
  readonly launchTemplate: LaunchTemplateSpecification;
  readonly networkInterfaceId: string;
  state: MachineState;
  /** The time it went into service, at which its grace period begins. */
  inServiceAtMs: number;
  isHealthy: boolean;
  /** Once booted, it answers requests on these ports with this status. */
  readonly ports: readonly number[];
  readonly healthStatus: number;
  hasBooted: boolean;
}

export interface Group {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: Date;
  definition: CreateAutoScalingGroupType;
  desired: number;
  readonly machines: Map<string, Machine>;
  /** Newest first. */
  readonly activities: Activity[];
  readonly policies: Map<string, ScalingPolicy>;
  /** Counts launches, so that subnets take turns. */
  launches: number;
  /** A reconciliation of the group is in progress. */
  isReconciling: boolean;
  isDeleting: boolean;
}

export class AutoScalingStore {
  readonly groups = new Map<string, Group>();
}

export type AutoScalingCall = AccountRegion & { readonly kernel: Kernel };

export function autoScalingStore({ kernel, account, region }: AutoScalingCall): AutoScalingStore {
  return kernel.store('autoscaling', { account, region }, () => new AutoScalingStore());
}

/** Throws `ValidationError`. */
export function findGroup(name: string | undefined, call: AutoScalingCall): Group {
  const group = autoScalingStore(call).groups.get(name ?? '');
  if (group !== undefined) return group;
  throw validationError(`AutoScalingGroup name not found - AutoScalingGroup '${name}' not found`);
}

export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}
