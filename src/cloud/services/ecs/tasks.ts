import type { DescribeTasksRequest, ListTasksRequest, RunTaskRequest, StopTaskRequest } from '@aws-sdk/client-ecs';
import { page } from '../../kernel/page.ts';
import type { Call } from '../../kernel/service.ts';
import { checkCapacityProviders } from './check-service.ts';
import { describeTask } from './describe-task.ts';
import { publishTask } from './lifecycle/change-task.ts';
import { createTask, groupOf } from './lifecycle/create-task.ts';
import { requestStop } from './lifecycle/request-stop.ts';
import { checkNetwork } from './network-configuration.ts';
import {
  type Cluster,
  clientException,
  type EcsCall,
  ecsArn,
  ecsStore,
  findCluster,
  findTaskDefinition,
  invalidParameter,
  type Task,
  tagMap,
} from './store.ts';

const COUNT_MAX = 10;

export async function runTask(input: RunTaskRequest, call: Call) {
  const cluster = findCluster(input.cluster, call);
  const definition = findTaskDefinition(input.taskDefinition, call);
  if (definition.status !== 'ACTIVE') throw clientException('TaskDefinition is inactive');
  const count = input.count ?? 1;
  if (!(count >= 1 && count <= COUNT_MAX)) throw invalidParameter(`count must be between 1 and ${COUNT_MAX}.`);
  const strategy = input.capacityProviderStrategy ?? (input.launchType === undefined ? cluster.defaultStrategy : []);
  checkCapacityProviders(input.capacityProviderStrategy ?? [], cluster);
  if ((input.launchType ?? (strategy.length > 0 ? 'FARGATE' : 'EC2')) !== 'FARGATE') {
    throw invalidParameter('No Container Instances were found in your cluster.');
  }
  for (const { name } of input.overrides?.containerOverrides ?? []) {
    if (!definition.request.containerDefinitions?.some((container) => container.name === name)) {
      throw invalidParameter(`Override for container named ${name} is not a container in the TaskDefinition.`);
    }
  }
  const network = await checkNetwork(definition, input.networkConfiguration, call);
  const tasks = Array.from({ length: count }, () =>
    createTask(
      {
        cluster,
        definition,
        group: groupOf(input.group, definition),
        startedBy: input.startedBy,
        capacityProvider: strategy[0]?.capacityProvider,
        network,
        overrides: input.overrides ?? {},
        tags: new Map([...(input.propagateTags === 'TASK_DEFINITION' ? definition.tags : []), ...tagMap(input.tags)]),
        owner: undefined,
      },
      call,
    ),
  );
  return { tasks: tasks.map((task) => describeTask(task, { tags: true })), failures: [] };
}

export function stopTask(input: StopTaskRequest, call: Call) {
  const task = lookUpTask(input.task ?? '', findCluster(input.cluster, call), call);
  if (task === undefined) throw invalidParameter('The referenced task was not found.');
  if (task.stop === undefined) {
    requestStop(task, { code: 'UserInitiated', reason: input.reason ?? 'Task stopped by user' }, call);
    publishTask(task, call);
  }
  return { task: describeTask(task) };
}

export function describeTasks(input: DescribeTasksRequest, call: Call) {
  const cluster = findCluster(input.cluster, call);
  const tasks = [];
  const failures = [];
  for (const wanted of input.tasks ?? []) {
    const task = lookUpTask(wanted, cluster, call);
    if (task !== undefined) tasks.push(describeTask(task, { tags: input.include?.includes('TAGS') ?? false }));
    else failures.push({ arn: ecsArn(call, `task/${cluster.name}/${wanted.split('/').at(-1)}`), reason: 'MISSING' });
  }
  return { tasks, failures };
}

export function listTasks(input: ListTasksRequest, call: Call) {
  const cluster = findCluster(input.cluster, call);
  const desiredStatus = input.desiredStatus ?? 'RUNNING';
  const matching = [...ecsStore(call).tasks.values()].filter(
    (task) =>
      task.clusterArn === cluster.arn &&
      task.desiredStatus === desiredStatus &&
      (input.family === undefined || task.definition.family === input.family) &&
      (input.startedBy === undefined || task.startedBy === input.startedBy) &&
      (input.launchType === undefined || task.launchType === input.launchType) &&
      (input.serviceName === undefined || task.group === `service:${input.serviceName.split('/').at(-1)}`),
  );
  const { items, nextToken } = page(matching, { limit: input.maxResults ?? 100, token: input.nextToken });
  return { taskArns: items.map(({ arn }) => arn), nextToken };
}

function lookUpTask(idOrArn: string, cluster: Cluster, call: EcsCall): Task | undefined {
  return ecsStore(call).tasks.get(ecsArn(call, `task/${cluster.name}/${idOrArn.split('/').at(-1)}`));
}
