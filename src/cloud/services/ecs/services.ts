import type {
  CreateServiceRequest,
  DeleteServiceRequest,
  DescribeServicesRequest,
  ListServicesRequest,
  LoadBalancer,
  UpdateServiceRequest,
} from '@aws-sdk/client-ecs';
import { AwsError } from '../../kernel/errors.ts';
import { page } from '../../kernel/page.ts';
import type { Call } from '../../kernel/service.ts';
import { checkCapacityProviders, checkDeploymentConfiguration, checkLoadBalancers } from './check-service.ts';
import { describeService } from './describe-service.ts';
import { checkNetwork } from './network-configuration.ts';
import { startDeployment } from './scheduler/deployments.ts';
import { wake } from './scheduler/wake.ts';
import {
  type Cluster,
  clientException,
  type EcsCall,
  ecsArn,
  ecsStore,
  findCluster,
  findTaskDefinition,
  invalidParameter,
  lookUpService,
  type Service,
  tagMap,
} from './store.ts';

export async function createService(input: CreateServiceRequest, call: Call) {
  const cluster = findCluster(input.cluster, call);
  const name = input.serviceName!;
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(name)) throw invalidParameter('Identifier contains invalid characters');
  const known = lookUpService(name, cluster, call);
  if (known !== undefined && known.status !== 'INACTIVE') {
    throw invalidParameter(
      known.status === 'ACTIVE'
        ? 'Creation of service was not idempotent.'
        : 'Unable to Start a service that is still Draining.',
    );
  }
  const definition = findTaskDefinition(input.taskDefinition, call);
  if (definition.status !== 'ACTIVE') throw clientException('TaskDefinition is inactive');
  checkDeploymentConfiguration(input);
  const loadBalancers = input.loadBalancers ?? [];
  await checkLoadBalancers(loadBalancers, definition, call);
  const network = await checkNetwork(definition, input.networkConfiguration, call);
  checkCapacityProviders(input.capacityProviderStrategy ?? [], cluster);
  const service = newService(input, cluster, call);
  ecsStore(call).services.set(service.arn, service);
  startDeployment(service, { definition, network, loadBalancers }, call);
  wake(service, call);
  return { service: describeService(service, call) };
}

function newService(input: CreateServiceRequest, cluster: Cluster, call: Call): Service {
  const strategy = input.capacityProviderStrategy ?? (input.launchType === undefined ? cluster.defaultStrategy : []);
  return {
    arn: ecsArn(call, `service/${cluster.name}/${input.serviceName}`),
    name: input.serviceName!,
    clusterArn: cluster.arn,
    launchType: strategy.length > 0 ? undefined : (input.launchType ?? 'EC2'),
    schedulingStrategy: input.schedulingStrategy ?? 'REPLICA',
    createdAt: new Date(call.kernel.clock.now()),
    createdBy: call.principalArn,
    tags: tagMap(input.tags),
    events: [],
    deployments: [],
    status: 'ACTIVE',
    desiredCount: input.desiredCount ?? 1,
    capacityProviderStrategy: strategy.length > 0 ? strategy : undefined,
    platformVersion: input.platformVersion ?? 'LATEST',
    configuration: { maximumPercent: 200, minimumHealthyPercent: 100, ...input.deploymentConfiguration },
    healthCheckGracePeriodSeconds: input.healthCheckGracePeriodSeconds ?? 0,
    serviceRegistries: input.serviceRegistries ?? [],
    propagateTags: input.propagateTags ?? 'NONE',
    enableECSManagedTags: input.enableECSManagedTags ?? false,
    enableExecuteCommand: input.enableExecuteCommand ?? false,
    completed: undefined,
    isSteady: false,
    isReconciling: false,
    mustReconcile: false,
  };
}

/** A change of what tasks consist of starts a deployment; a new desired count and limits take effect without one. */
export async function updateService(input: UpdateServiceRequest, call: Call) {
  const service = findService(input.service, findCluster(input.cluster, call), call);
  if (service.status !== 'ACTIVE') throw new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.');
  const primary = service.deployments[0]!;
  const definition =
    input.taskDefinition === undefined ? primary.definition : findTaskDefinition(input.taskDefinition, call);
  if (definition.status !== 'ACTIVE' && definition !== primary.definition)
    throw clientException('TaskDefinition is inactive');
  checkDeploymentConfiguration(input);
  const loadBalancers = input.loadBalancers ?? primary.loadBalancers;
  if (input.loadBalancers !== undefined) await checkLoadBalancers(input.loadBalancers, definition, call);
  const network =
    input.networkConfiguration === undefined
      ? primary.network
      : await checkNetwork(definition, input.networkConfiguration, call);
  const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  const redeploys =
    input.forceNewDeployment === true ||
    definition !== primary.definition ||
    !isSame(network, primary.network) ||
    !sameLoadBalancers(loadBalancers, primary.loadBalancers) ||
    (input.platformVersion !== undefined && input.platformVersion !== service.platformVersion);
  applySettings(service, input);
  if (redeploys) startDeployment(service, { definition, network, loadBalancers }, call);
  else service.isSteady = false;
  wake(service, call);
  return { service: describeService(service, call) };
}

function sameLoadBalancers(a: readonly LoadBalancer[], b: readonly LoadBalancer[]): boolean {
  const key = ({ targetGroupArn, containerName, containerPort }: LoadBalancer) =>
    `${targetGroupArn} ${containerName}:${containerPort}`;
  return a.map(key).sort().join() === b.map(key).sort().join();
}

function applySettings(service: Service, input: UpdateServiceRequest): void {
  service.desiredCount = input.desiredCount ?? service.desiredCount;
  service.configuration = { ...service.configuration, ...input.deploymentConfiguration };
  service.healthCheckGracePeriodSeconds = input.healthCheckGracePeriodSeconds ?? service.healthCheckGracePeriodSeconds;
  service.platformVersion = input.platformVersion ?? service.platformVersion;
  service.capacityProviderStrategy = input.capacityProviderStrategy ?? service.capacityProviderStrategy;
  service.serviceRegistries = input.serviceRegistries ?? service.serviceRegistries;
  service.propagateTags = input.propagateTags ?? service.propagateTags;
  service.enableECSManagedTags = input.enableECSManagedTags ?? service.enableECSManagedTags;
  service.enableExecuteCommand = input.enableExecuteCommand ?? service.enableExecuteCommand;
}

export function deleteService(input: DeleteServiceRequest, call: Call) {
  const service = findService(input.service, findCluster(input.cluster, call), call);
  if (service.status === 'INACTIVE') throw new AwsError('ServiceNotFoundException', 'Service not found.');
  if (service.desiredCount > 0 && input.force !== true) {
    throw invalidParameter('The service cannot be stopped while it is scaled above 0.');
  }
  service.desiredCount = 0;
  service.status = 'DRAINING';
  wake(service, call);
  return { service: describeService(service, call) };
}

export function describeServices(input: DescribeServicesRequest, call: Call) {
  const cluster = findCluster(input.cluster, call);
  const services = [];
  const failures = [];
  for (const wanted of input.services ?? []) {
    const service = lookUpService(wanted, cluster, call);
    if (service !== undefined)
      services.push(describeService(service, call, { tags: input.include?.includes('TAGS') ?? false }));
    else failures.push({ arn: ecsArn(call, `service/${cluster.name}/${wanted.split('/').at(-1)}`), reason: 'MISSING' });
  }
  return { services, failures };
}

export function listServices(input: ListServicesRequest, call: Call) {
  const cluster = findCluster(input.cluster, call);
  const active = [...ecsStore(call).services.values()].filter(
    (each) =>
      each.clusterArn === cluster.arn &&
      each.status !== 'INACTIVE' &&
      (input.launchType === undefined || each.launchType === input.launchType) &&
      (input.schedulingStrategy === undefined || each.schedulingStrategy === input.schedulingStrategy),
  );
  const { items, nextToken } = page(active, { limit: input.maxResults ?? 10, token: input.nextToken });
  return { serviceArns: items.map(({ arn }) => arn), nextToken };
}

/** Throws `ServiceNotFoundException`. */
export function findService(nameOrArn: string | undefined, cluster: Cluster, call: EcsCall): Service {
  const service = lookUpService(nameOrArn ?? '', cluster, call);
  if (service === undefined) throw new AwsError('ServiceNotFoundException', 'Service not found.');
  return service;
}
