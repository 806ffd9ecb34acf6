import type {
  AwsVpcConfiguration,
  CapacityProviderStrategyItem,
  ClusterSetting,
  DeploymentConfiguration,
  LoadBalancer,
  RegisterTaskDefinitionRequest,
  TaskOverride,
} from '@aws-sdk/client-ecs';
import { AwsError } from '../../kernel/errors.ts';
import type { AccountRegion, Kernel } from '../../kernel/service.ts';

export interface Cluster {
  readonly name: string;
  readonly arn: string;
  status: 'ACTIVE' | 'INACTIVE';
  settings: ClusterSetting[];
  configuration: object | undefined;
  capacityProviders: string[];
  defaultStrategy: CapacityProviderStrategyItem[];
  readonly tags: Map<string, string>;
}

export interface TaskDefinition {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  readonly request: RegisterTaskDefinitionRequest;
  readonly compatibilities: readonly string[];
  readonly registeredAt: Date;
  readonly registeredBy: string;
  status: 'ACTIVE' | 'INACTIVE' | 'DELETE_IN_PROGRESS';
  deregisteredAt: Date | undefined;
  readonly tags: Map<string, string>;
}

export type TaskStatus =
  | 'PROVISIONING'
  | 'PENDING'
  | 'ACTIVATING'
  | 'RUNNING'
  | 'DEACTIVATING'
  | 'STOPPING'
  | 'DEPROVISIONING'
  | 'STOPPED';

export type StopCode =
  | 'TaskFailedToStart'
  | 'EssentialContainerExited'
  | 'UserInitiated'
  | 'ServiceSchedulerInitiated'
  | 'SpotInterruption'
  | 'TerminationNotice';

export interface Container {
  readonly arn: string;
  readonly name: string;
  readonly image: string;
  readonly essential: boolean;
  readonly runtimeId: string;
  lastStatus: TaskStatus;
  imageDigest: string | undefined;
  exitCode: number | undefined;
  reason: string | undefined;
}

export interface TaskInterface {
  readonly attachmentId: string;
  readonly id: string;
  readonly address: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly macAddress: string;
  readonly zone: string;
}

export interface Task {
  readonly id: string;
  readonly arn: string;
  readonly clusterArn: string;
  readonly definition: TaskDefinition;
  readonly group: string;
  readonly startedBy: string | undefined;
  readonly launchType: string;
  readonly capacityProvider: string | undefined;
  readonly network: AwsVpcConfiguration;
  readonly overrides: TaskOverride;
  readonly containers: Container[];
  readonly tags: Map<string, string>;
  readonly createdAt: Date;
  /** The service and deployment it belongs to, if any. */
  readonly owner: { readonly service: Service; readonly deployment: Deployment } | undefined;
  networkInterface: TaskInterface | undefined;
  desiredStatus: 'RUNNING' | 'STOPPED';
  lastStatus: TaskStatus;
  version: number;
  stop: { readonly code: StopCode; readonly reason: string } | undefined;
  isRegistered: boolean;
  /** Whether it has ever been running, and healthy in every target group that checks it. */
  wasHealthy: boolean;
  pullStartedAt: Date | undefined;
  pullStoppedAt: Date | undefined;
  connectivityAt: Date | undefined;
  startedAt: Date | undefined;
  stoppingAt: Date | undefined;
  executionStoppedAt: Date | undefined;
  stoppedAt: Date | undefined;
}

export interface Deployment {
  readonly id: string;
  readonly definition: TaskDefinition;
  readonly network: AwsVpcConfiguration;
  readonly loadBalancers: readonly LoadBalancer[];
  readonly createdAt: Date;
  /** Image digests by reference: all tasks of a deployment run the digests that its first task resolved. */
  readonly imageDigests: Map<string, string>;
  /** Rolls back a failed deployment; it is never rolled back itself. */
  isRollback: boolean;
  status: 'PRIMARY' | 'ACTIVE';
  updatedAt: Date;
  /** Tasks that failed in a row. */
  failedTasks: number;
  /** No task is started before this, in milliseconds of the clock. */
  retryAtMs: number;
  rolloutState: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  rolloutStateReason: string;
}

export interface Service {
  readonly arn: string;
  readonly name: string;
  readonly clusterArn: string;
  readonly launchType: string | undefined;
  readonly schedulingStrategy: 'REPLICA' | 'DAEMON';
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly tags: Map<string, string>;
  /** Newest first. */
  readonly events: { readonly id: string; readonly createdAt: Date; readonly message: string }[];
  /** The primary deployment first. */
  deployments: Deployment[];
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  desiredCount: number;
  capacityProviderStrategy: CapacityProviderStrategyItem[] | undefined;
  platformVersion: string;
  configuration: DeploymentConfiguration;
  healthCheckGracePeriodSeconds: number;
  serviceRegistries: object[];
  propagateTags: string;
  enableECSManagedTags: boolean;
  enableExecuteCommand: boolean;
  /** The last completed deployment, to which the circuit breaker rolls back. */
  completed: Deployment | undefined;
  isSteady: boolean;
  isReconciling: boolean;
  mustReconcile: boolean;
}

export class EcsStore {
  readonly clusters = new Map<string, Cluster>();
  /** By family; index 0 is revision 1. */
  readonly families = new Map<string, TaskDefinition[]>();
  /** By ARN. */
  readonly services = new Map<string, Service>();
  readonly tasks = new Map<string, Task>();
}

export type EcsCall = AccountRegion & { readonly kernel: Kernel };

export function ecsStore(call: EcsCall): EcsStore {
  return call.kernel.store('ecs', { account: call.account, region: call.region }, () => new EcsStore());
}

export function ecsArn(call: EcsCall, resource: string): string {
  return `arn:aws:ecs:${call.region}:${call.account}:${resource}`;
}

export function clientException(message: string): AwsError {
  return new AwsError('ClientException', message);
}

export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

/** By name or ARN; without either, the cluster `default`. Throws `ClusterNotFoundException`. */
export function findCluster(nameOrArn: string | undefined, call: EcsCall): Cluster {
  const name = (nameOrArn ?? 'default').split('/').at(-1)!;
  const cluster = ecsStore(call).clusters.get(name);
  if (cluster === undefined || cluster.status !== 'ACTIVE')
    throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
  return cluster;
}

/** By family (its latest active revision), `family:revision` or ARN. */
export function findTaskDefinition(reference: string | undefined, call: EcsCall): TaskDefinition {
  const [family = '', revision] = (reference ?? '').split('task-definition/').at(-1)!.split(':');
  const revisions = ecsStore(call).families.get(family) ?? [];
  const found =
    revision === undefined ? revisions.findLast(({ status }) => status === 'ACTIVE') : revisions[Number(revision) - 1];
  if (found === undefined) throw clientException('Unable to describe task definition.');
  return found;
}

/** The service by name or ARN, also one that is no longer active. */
export function lookUpService(nameOrArn: string, cluster: Cluster, call: EcsCall): Service | undefined {
  const name = nameOrArn.split('/').at(-1)!;
  return ecsStore(call).services.get(ecsArn(call, `service/${cluster.name}/${name}`));
}

export function tasksOfService(service: Service, call: EcsCall): Task[] {
  return [...ecsStore(call).tasks.values()].filter(({ owner }) => owner?.service === service);
}

export function nameOf(arn: string): string {
  return arn.split('/').at(-1)!;
}

export function tagList(tags: ReadonlyMap<string, string>) {
  return [...tags].map(([key, value]) => ({ key, value }));
}

export function tagMap(
  tags: readonly { key?: string | undefined; value?: string | undefined }[] | undefined,
): Map<string, string> {
  return new Map((tags ?? []).map(({ key, value }) => [key ?? '', value ?? '']));
}
