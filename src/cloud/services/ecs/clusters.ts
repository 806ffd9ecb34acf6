import type {
  CreateClusterRequest,
  DescribeClustersRequest,
  PutClusterCapacityProvidersRequest,
  UpdateClusterRequest,
} from '@aws-sdk/client-ecs';
import { AwsError } from '../../kernel/errors.ts';
import { page } from '../../kernel/page.ts';
import type { Call } from '../../kernel/service.ts';
import {
  type Cluster,
  type EcsCall,
  ecsArn,
  ecsStore,
  findCluster,
  invalidParameter,
  tagList,
  tagMap,
} from './store.ts';

export function createCluster(input: CreateClusterRequest, call: Call) {
  const name = input.clusterName ?? 'default';
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(name)) throw invalidParameter('Identifier contains invalid characters');
  const known = ecsStore(call).clusters.get(name);
  if (known?.status === 'ACTIVE') return { cluster: describeCluster(known, call) };
  const cluster: Cluster = {
    name,
    arn: ecsArn(call, `cluster/${name}`),
    status: 'ACTIVE',
    settings: input.settings ?? [{ name: 'containerInsights', value: 'disabled' }],
    configuration: input.configuration,
    capacityProviders: input.capacityProviders ?? [],
    defaultStrategy: input.defaultCapacityProviderStrategy ?? [],
    tags: tagMap(input.tags),
  };
  ecsStore(call).clusters.set(name, cluster);
  return { cluster: describeCluster(cluster, call) };
}

export function updateCluster(input: UpdateClusterRequest, call: Call) {
  const cluster = findCluster(input.cluster, call);
  if (input.settings !== undefined) cluster.settings = input.settings;
  if (input.configuration !== undefined) cluster.configuration = input.configuration;
  return { cluster: describeCluster(cluster, call) };
}

export function putClusterCapacityProviders(input: PutClusterCapacityProvidersRequest, call: Call) {
  const cluster = findCluster(input.cluster, call);
  cluster.capacityProviders = input.capacityProviders ?? [];
  cluster.defaultStrategy = input.defaultCapacityProviderStrategy ?? [];
  return { cluster: describeCluster(cluster, call) };
}

export function deleteCluster(input: { cluster?: string }, call: Call) {
  const cluster = findCluster(input.cluster, call);
  const store = ecsStore(call);
  const isOf = ({ clusterArn }: { clusterArn: string }) => clusterArn === cluster.arn;
  if ([...store.services.values()].some((service) => isOf(service) && service.status !== 'INACTIVE')) {
    throw new AwsError('ClusterContainsServicesException', 'The Cluster cannot be deleted while Services are active.');
  }
  if ([...store.tasks.values()].some((task) => isOf(task) && task.lastStatus !== 'STOPPED')) {
    throw new AwsError('ClusterContainsTasksException', 'The Cluster cannot be deleted while Tasks are active.');
  }
  cluster.status = 'INACTIVE';
  return { cluster: describeCluster(cluster, call) };
}

export function describeClusters(input: DescribeClustersRequest, call: Call) {
  const clusters = [];
  const failures = [];
  for (const wanted of input.clusters ?? ['default']) {
    const cluster = ecsStore(call).clusters.get(wanted.split('/').at(-1)!);
    if (cluster !== undefined) clusters.push(describeCluster(cluster, call));
    else failures.push({ arn: ecsArn(call, `cluster/${wanted.split('/').at(-1)}`), reason: 'MISSING' });
  }
  return { clusters, failures };
}

export function listClusters(input: { nextToken?: string; maxResults?: number }, call: Call) {
  const active = [...ecsStore(call).clusters.values()].filter(({ status }) => status === 'ACTIVE');
  const { items, nextToken } = page(active, { limit: input.maxResults ?? 100, token: input.nextToken });
  return { clusterArns: items.map(({ arn }) => arn), nextToken };
}

function describeCluster(cluster: Cluster, call: EcsCall) {
  const store = ecsStore(call);
  const tasks = [...store.tasks.values()].filter(({ clusterArn }) => clusterArn === cluster.arn);
  const services = [...store.services.values()].filter(
    (each) => each.clusterArn === cluster.arn && each.status === 'ACTIVE',
  );
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    status: cluster.status,
    settings: cluster.settings,
    configuration: cluster.configuration,
    capacityProviders: cluster.capacityProviders,
    defaultCapacityProviderStrategy: cluster.defaultStrategy,
    registeredContainerInstancesCount: 0,
    runningTasksCount: tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length,
    pendingTasksCount: tasks.filter(({ lastStatus }) => ['PROVISIONING', 'PENDING', 'ACTIVATING'].includes(lastStatus))
      .length,
    activeServicesCount: services.length,
    statistics: [],
    tags: tagList(cluster.tags),
  };
}
