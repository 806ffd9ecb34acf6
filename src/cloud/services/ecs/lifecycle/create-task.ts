import type { AwsVpcConfiguration, TaskOverride } from '@aws-sdk/client-ecs';
import { type Cluster, type EcsCall, ecsArn, ecsStore, type Task, type TaskDefinition } from '../store.ts';
import { runTask } from './run-task.ts';

export interface WantedTask {
  readonly cluster: Pick<Cluster, 'name' | 'arn'>;
  readonly definition: TaskDefinition;
  readonly group: string;
  readonly startedBy: string | undefined;
  readonly capacityProvider: string | undefined;
  readonly network: AwsVpcConfiguration;
  readonly overrides: TaskOverride;
  readonly tags: Map<string, string>;
  readonly owner: Task['owner'];
}

/** DescribeTasks shows a stopped task for this long. */
const STOPPED_KEPT_MS = 3_600_000;

/** Adds a task to the store and starts it. */
export function createTask(wanted: WantedTask, call: EcsCall): Task {
  const { random, clock } = call.kernel;
  const id = random.hex(32);
  const { cluster, ...rest } = wanted;
  const task: Task = {
    ...rest,
    id,
    arn: ecsArn(call, `task/${cluster.name}/${id}`),
    clusterArn: cluster.arn,
    launchType: 'FARGATE',
    createdAt: new Date(clock.now()),
    containers: (wanted.definition.request.containerDefinitions ?? []).map((definition) => ({
      arn: ecsArn(call, `container/${cluster.name}/${id}/${random.uuid()}`),
      name: definition.name!,
      image: definition.image!,
      essential: definition.essential ?? true,
      runtimeId: `${id}-${String(Math.floor(random.next() * 1e10)).padStart(10, '0')}`,
      lastStatus: 'PENDING',
      imageDigest: undefined,
      exitCode: undefined,
      reason: undefined,
    })),
    networkInterface: undefined,
    desiredStatus: 'RUNNING',
    lastStatus: 'PROVISIONING',
    version: 0,
    stop: undefined,
    isRegistered: false,
    wasHealthy: false,
    pullStartedAt: undefined,
    pullStoppedAt: undefined,
    connectivityAt: undefined,
    startedAt: undefined,
    stoppingAt: undefined,
    executionStoppedAt: undefined,
    stoppedAt: undefined,
  };
  forgetLongStopped(call);
  ecsStore(call).tasks.set(task.arn, task);
  call.kernel.background(runTask(task, call), `the start of task ${task.arn}`);
  return task;
}

function forgetLongStopped(call: EcsCall): void {
  const { tasks } = ecsStore(call);
  const before = call.kernel.clock.now() - STOPPED_KEPT_MS;
  for (const [arn, { stoppedAt }] of tasks) {
    if (stoppedAt !== undefined && stoppedAt.getTime() < before) tasks.delete(arn);
  }
}

/** `family:<family>` unless the caller named a group. */
export function groupOf(group: string | undefined, definition: TaskDefinition): string {
  return group ?? `family:${definition.family}`;
}
