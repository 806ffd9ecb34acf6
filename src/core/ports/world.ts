import type { AttentionChangeDetail } from '../attention-change.ts';
import type { StackResource, Target } from './aws.ts';

/** A stack as CloudFormation lists it. */
export interface ListedStack {
  readonly stackId: string;
  readonly stackName: string;
  readonly status: string;
  readonly statusReason?: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** When it was last changed. */
  readonly changedAt: Date;
}

/** A listener rule: where it forwards to, by target group ARN. */
export interface ListedRule {
  readonly ruleArn: string;
  readonly weights: Readonly<Record<string, number>>;
}

export interface ListedService {
  readonly name: string;
  readonly desired: number;
  readonly running: number;
  /** Whether a deployment of it is under way. */
  readonly changing: boolean;
}

export interface ListedTask {
  readonly service: string;
  /** Of the images of the released container. */
  readonly digests: readonly string[];
}

/**
 * What is read of many scopes at once. Each read is paced, so that all rounds together use at most a fifth of what AWS allows the
 * account. What does not exist is left out of the answer.
 */
export interface World {
  /** All stacks that have not been deleted. */
  stacks(target: Target): Promise<readonly ListedStack[]>;
  /** All rules of these listeners. */
  rules(target: Target, listenerArns: readonly string[]): Promise<readonly ListedRule[]>;
  /** Those of these ECS services that are active. */
  services(target: Target, cluster: string, names: readonly string[]): Promise<readonly ListedService[]>;
  /** The running tasks of a cluster's services. */
  tasks(target: Target, cluster: string): Promise<readonly ListedTask[]>;
  /** The least number of healthy targets in the last minutes, by target group ARN. Groups without a value are left out. */
  healthyHosts(
    target: Target,
    groups: readonly { readonly groupArn: string; readonly loadBalancer: string }[],
  ): Promise<Readonly<Record<string, number>>>;
  /** Schedules of the installation that are enabled, as `<group>/<name>`. */
  enabledSchedules(target: Target): Promise<readonly string[]>;
  /** Auto Scaling groups of these names: desired and healthy instances. */
  scalingGroups(target: Target, names: readonly string[]): Promise<readonly Omit<ListedService, 'changing'>[]>;
}

/** A resource as a drift detection found it. */
export interface ResourceDrift {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
  /** CloudFormation's: `IN_SYNC`, `MODIFIED`, `DELETED`, `NOT_CHECKED`, ... */
  readonly status: string;
  /** Paths of the properties that differ. */
  readonly properties: readonly string[];
}

/** CloudFormation's drift detection. */
export interface Drift {
  /** Starts the detection of a stack; `refused`: why CloudFormation does not, for example because the stack is being changed. */
  start(target: Target, stack: string): Promise<{ readonly detectionId: string } | { readonly refused: string }>;
  /** `reason`: why some resources could not be checked. */
  detection(
    target: Target,
    detectionId: string,
  ): Promise<{ readonly status: 'in-progress' } | { readonly status: 'complete'; readonly reason?: string }>;
  /** The stack's resources whose drift was detected. Those of types that cannot be checked may be left out. */
  resources(target: Target, stack: string): Promise<readonly ResourceDrift[]>;
}

/** One change of a scope's mark. */
export type AttentionChange = Omit<AttentionChangeDetail, 'schemaVersion' | 'installation'>;

/** EventBridge's default event bus. Events arrive at least once. */
export interface Announcements {
  attentionChanged(changes: readonly AttentionChange[]): Promise<void>;
}

/** Whether resources are there, asked of their own services. */
export interface Existence {
  /** Those of the resources that do not exist. A type that users do not depend on is not looked at. */
  missing(target: Target, resources: readonly StackResource[]): Promise<readonly StackResource[]>;
}

/** What stacks left behind, asked of its own services. Only the sweep needs it, whose function alone has all their clients. */
export interface Leftovers {
  /** Those of the resources that do not exist any more. Of a type that cannot be looked up none is. */
  gone(target: Target, resources: readonly StackResource[]): Promise<readonly StackResource[]>;
}
