import type { Slot, Weights } from '../entities.ts';

/** Where a scope's stacks stand. Plinth's own account and region when the scope names none. */
export interface Target {
  readonly account: string;
  readonly region: string;
}

export interface StackDescription {
  readonly stackId: string;
  readonly status: string;
  readonly statusReason?: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly terminationProtection: boolean;
}

export interface StackChange {
  readonly stackName: string;
  /** Undefined: the template that the stack has now. */
  readonly templateBody: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  /** Names of further parameters that keep the stack's value, such as NoEcho parameters, which cannot be read back. */
  readonly keeps?: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** Drift-aware: what was deleted or changed outside CloudFormation is made as the template says. Of updates only. */
  readonly revertsDrift?: boolean;
  /** CloudFormation's Express mode: complete as soon as everything is configured. Absent: when it is ready. */
  readonly mode?: 'standard' | 'express';
  /** Derived from operation, component and attempt: sending it twice is harmless. */
  readonly clientRequestToken: string;
}

export interface ResourceChange {
  readonly action: 'Add' | 'Modify' | 'Remove' | 'Import' | 'Dynamic' | 'SyncWithActual';
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
  readonly replacement: 'True' | 'False' | 'Conditional';
  /** Properties whose change replaces the resource, or may. */
  readonly recreating?: readonly string[];
}

export type ChangeSet =
  | { readonly kind: 'empty' }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'pending' }
  /** It cannot be seen: not yet, because reads lag behind writes, or no longer, because another change was executed. */
  | { readonly kind: 'unseen' }
  | { readonly kind: 'ready'; readonly changes: readonly ResourceChange[] };

export interface StackEvent {
  readonly eventId: string;
  readonly time: Date;
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly clientRequestToken?: string;
}

export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
}

/** CloudFormation. "No changes" and "already gone" are answers, not errors. */
export interface Stacks {
  /** By name or id; undefined when there is none. */
  describe(target: Target, stack: string): Promise<StackDescription | undefined>;
  /** Creates a stack that is not there, and answers its id. Throws NotYet when one of that name turned up meanwhile. */
  create(target: Target, change: StackChange): Promise<string>;
  createChangeSet(target: Target, change: StackChange, type: 'CREATE' | 'UPDATE', name: string): Promise<void>;
  describeChangeSet(target: Target, stack: string, name: string): Promise<ChangeSet>;
  /** False when another change of the stack came first: it is under way, or has made the change set obsolete. */
  executeChangeSet(target: Target, stack: string, name: string, clientRequestToken: string): Promise<boolean>;
  deleteChangeSet(target: Target, stack: string, name: string): Promise<void>;
  delete(target: Target, stack: string, clientRequestToken: string, retain?: readonly string[]): Promise<void>;
  continueRollback(target: Target, stack: string, clientRequestToken: string, skip?: readonly string[]): Promise<void>;
  setTerminationProtection(target: Target, stack: string, enabled: boolean): Promise<void>;
  /** The template as it was handed in. Throws when there is no such stack. */
  template(target: Target, stack: string): Promise<string>;
  /** The resources that stand there now, at most 500. */
  resources(target: Target, stack: string): Promise<readonly StackResource[]>;
  /** Newest first, at most `limit`. Empty while there is no such stack. */
  events(target: Target, stack: string, limit: number): Promise<readonly StackEvent[]>;
}

/** Types that AWS deletes only when they are empty, and that are filled from elsewhere. */
export type ContainerType = 'AWS::S3::Bucket' | 'AWS::Route53::HostedZone';

/** What one call deleted. */
export interface DeletedBatch {
  readonly deleted: number;
  /** Whether there is more to delete. */
  readonly more: boolean;
}

/** What a resource contains and no template declares: objects in a bucket, records in a zone. */
export interface Contents {
  /**
   * Permanently deletes what a resource contains, at most 10,000 items a call: versions, delete markers and unfinished uploads;
   * every record but the zone's own. A resource that does not exist is empty.
   */
  deleteBatch(
    target: Target,
    resource: { readonly type: ContainerType; readonly physicalId: string },
  ): Promise<DeletedBatch>;
}

/** Types whose names can be taken. */
export const namedTypes = ['AWS::ECR::Repository', 'AWS::ECS::Cluster', 'AWS::Route53::HostedZone'] as const;
export type NamedType = (typeof namedTypes)[number];

/** What has a name already. */
export interface NameHolder {
  readonly arn: string;
  /** As CloudFormation would list it. */
  readonly physicalId: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** ECR, ECS and Route 53, asked for what a plan is about to name. */
export interface Names {
  /** Undefined while nothing has the name. Of hosted zones only public ones count. */
  holder(target: Target, type: NamedType, name: string): Promise<NameHolder | undefined>;
}

/** A secret or parameter that a container could not be started with, and why. */
export interface MissingSecret {
  readonly arn: string;
  readonly reason: 'does not exist' | 'is scheduled for deletion';
}

/** Secrets Manager and Parameter Store, asked for existence alone, by calls that never answer with a value. */
export interface Secrets {
  /** Those of these whole ARNs, all of the target's account and region, that are missing. What AWS refuses to say is not among them. */
  missing(target: Target, arns: readonly string[]): Promise<readonly MissingSecret[]>;
}

/** Types of resources whose number AWS limits for an account and region. */
export const countedTypes = ['AWS::EC2::VPC', 'AWS::EC2::EIP', 'AWS::ElasticLoadBalancingV2::LoadBalancer'] as const;
export type CountedType = (typeof countedTypes)[number];

/** How many resources of a type an account may have in a region, and has. */
export interface Quota {
  readonly limit: number;
  readonly used: number;
  /** Scopes of Plinth whose resources are among those used, as far as AWS shows tags with them. */
  readonly scopes: readonly string[];
  /** Its codes in Service Quotas, by which an increase is requested. */
  readonly serviceCode: string;
  readonly quotaCode: string;
}

/** Service Quotas, EC2 and Elastic Load Balancing, asked for what is left. */
export interface Quotas {
  /** Undefined where AWS names no limit. Errors: those of AWS, such as a call that the account forbids. */
  read(target: Target, type: CountedType): Promise<Quota | undefined>;
}

/** Route 53. */
export interface Zones {
  /** The domain of a hosted zone, without a final dot. Undefined when there is none that this account may see. */
  domain(target: Target, zoneId: string): Promise<string | undefined>;
}

/** Step Functions. */
export interface Workflows {
  /** Same name and input twice start one execution. Answers its ARN. */
  start(
    machine: 'converge' | 'change-stack' | 'release' | 'drift',
    name: string,
    input: Readonly<Record<string, unknown>>,
  ): Promise<string>;
  /** The ARN that an execution of this name has, whether it was started or not. */
  executionArn(machine: 'converge' | 'change-stack' | 'release' | 'drift' | 'watch', name: string): string;
  /** Does nothing to an execution that has ended. `error`: the name by which the machine that waits for it sees it fail. */
  stop(executionArn: string, cause: string, error?: string): Promise<void>;
  status(
    executionArn: string,
  ): Promise<'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE' | 'absent'>;
  /** The error and cause with which an execution failed; undefined when it did not, or named none. */
  failure(executionArn: string): Promise<{ readonly error: string; readonly cause: string } | undefined>;
  /** Answers false, instead of throwing, when the token is no longer waited for. */
  succeed(taskToken: string, output: Readonly<Record<string, unknown>>): Promise<boolean>;
  fail(taskToken: string, error: string, cause: string): Promise<boolean>;
}

export interface ResolvedImage {
  readonly digest: string;
  /** `<registry>/<repository>@<digest>`. */
  readonly uri: string;
  readonly pushedAt?: Date;
}

/** A tag of a repository, and the image that it shows. */
export interface TaggedImage {
  readonly tag: string;
  readonly digest: string;
  /** When the image was pushed first: a new tag on an old image does not change it. */
  readonly pushedAt: Date;
}

/** ECR. */
export interface Images {
  /** Every tag of a repository; undefined when there is no such repository. Paced, as what sweeps read. */
  tagged(target: Target, repository: string): Promise<readonly TaggedImage[] | undefined>;
  /** Undefined when the repository has no such image. */
  resolve(
    target: Target,
    repository: string,
    reference: { readonly tag: string } | { readonly digest: string },
  ): Promise<ResolvedImage | undefined>;
}

export interface TargetHealth {
  readonly healthy: number;
  readonly total: number;
  /** Of those that are not healthy: the ones whose checks fail, and not the ones that are new. */
  readonly failing: number;
  /** The commonest reason of those that are not healthy. */
  readonly reason?: string;
}

/** Elastic Load Balancing v2. */
export interface LoadBalancing {
  /** The weights that the rule has now, by target group ARN. */
  weights(target: Target, ruleArn: string): Promise<Readonly<Record<string, number>>>;
  /** Sets the forward weights of all these rules, each by one ModifyRule. */
  shift(
    target: Target,
    ruleArns: readonly string[],
    groups: Readonly<Record<Slot, string>>,
    weights: Weights,
  ): Promise<void>;
  health(target: Target, targetGroupArn: string): Promise<TargetHealth>;
}

/** What a release runs as, and what it is found by besides its name. */
export type Workload =
  /** The tasks of an ECS service. */
  | { readonly kind: 'service'; readonly cluster: string }
  /** The instances of an Auto Scaling group. */
  | { readonly kind: 'scaling-group' }
  /** The tasks that a schedule of EventBridge Scheduler starts. Between two runs there are none. */
  | { readonly kind: 'schedule'; readonly group: string };

export interface WorkloadPlacement {
  readonly target: Target;
  readonly workload: Workload;
}

export interface TaskStop {
  readonly taskArn: string;
  /** When it began to stop. */
  readonly stoppedAt?: Date;
  /** `Essential container in task exited`, with the container's own reason where it has one. */
  readonly reason: string;
  /** ECS's own: `SpotInterruption`, `EssentialContainerExited`, ... */
  readonly stopCode?: string;
  readonly exitCode?: number;
}

/** What runs of a release: ECS tasks, EC2 instances, or a schedule. */
export interface ObservedWorkload {
  readonly desired: number;
  readonly running: number;
  /** Of the images of what runs: digests, or ids of machine images. */
  readonly digests: readonly string[];
  /** The newest stops, newest first. */
  readonly stops: readonly TaskStop[];
  /** Of an ECS service's primary deployment. */
  readonly rolloutState?: string;
  /** When the newest of those that run was started, where that is known. */
  readonly newestAt?: Date;
  /** ARN of the task definition with which an ECS service starts tasks. */
  readonly taskDefinition?: string;
  /** Of a schedule alone. */
  readonly scheduleState?: ScheduleState;
}

export type ScheduleState = 'ENABLED' | 'DISABLED';

export interface OneOffTask {
  readonly cluster: string;
  readonly taskDefinition: string;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  /** Whether the task gets a public address. */
  readonly publicIp: boolean;
  readonly container: string;
  readonly command: readonly string[];
  readonly clientToken: string;
}

export interface ObservedTask {
  readonly stopped: boolean;
  readonly exitCode?: number;
  readonly reason?: string;
}

/** ECS, EC2 Auto Scaling and EventBridge Scheduler: what releases run as. */
export interface Workloads {
  /** Undefined when there is no workload of this name, or when it is being deleted and empty. */
  observe(placement: WorkloadPlacement, name: string): Promise<ObservedWorkload | undefined>;
  /** Asks for this many tasks or instances, and does not wait for them. A schedule starts its own. */
  scale(placement: WorkloadPlacement, name: string, desired: number): Promise<void>;
  /** Changes nothing else about the schedule. Throws NotFound when there is none. */
  setScheduleState(
    target: Target,
    schedule: { readonly group: string; readonly name: string },
    state: ScheduleState,
  ): Promise<void>;
  /** Starts an ECS task and answers its ARN. */
  runTask(target: Target, task: OneOffTask): Promise<string>;
  /** ARN of a running task that `runTask` started with this client token. */
  findTask(target: Target, cluster: string, clientToken: string): Promise<string | undefined>;
  /** Stops a task that `runTask` started. Ignores a task that has stopped already. */
  stopTask(target: Target, cluster: string, taskArn: string, reason: string): Promise<void>;
  /** Undefined while ECS does not know the task: for moments after its start, and again an hour after it stopped. */
  observeTask(target: Target, cluster: string, taskArn: string): Promise<ObservedTask | undefined>;
}

export interface AlarmState {
  readonly name: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly reason?: string;
}

/** CloudWatch. */
export interface Alarms {
  /** The state of each of these alarms that exists. */
  states(target: Target, names: readonly string[]): Promise<readonly AlarmState[]>;
}

/** CloudWatch Logs. */
export interface Logs {
  /** The last lines of a group's newest streams, oldest first. Empty when there are none. */
  tail(target: Target, group: string, streamPrefix: string, limit: number): Promise<readonly string[]>;
}

/** Plain HTTP requests to a load balancer. */
export interface Probe {
  get(
    url: string,
    headers: Readonly<Record<string, string>>,
    timeoutSeconds: number,
  ): Promise<{ readonly status: number; readonly body: string }>;
}
