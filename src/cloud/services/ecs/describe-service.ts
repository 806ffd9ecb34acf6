import { type Deployment, type EcsCall, type Service, type Task, tagList, tasksOfService } from './store.ts';

/** A service as DescribeServices answers it. */
export function describeService(service: Service, call: EcsCall, options: { readonly tags: boolean } = { tags: true }) {
  const primary = service.deployments[0]!;
  const tasks = tasksOfService(service, call);
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: service.clusterArn,
    status: service.status,
    desiredCount: service.desiredCount,
    ...counts(tasks),
    taskDefinition: primary.definition.arn,
    launchType: service.launchType,
    capacityProviderStrategy: service.capacityProviderStrategy,
    platformVersion: service.platformVersion,
    platformFamily: 'Linux',
    loadBalancers: [...primary.loadBalancers],
    serviceRegistries: service.serviceRegistries,
    networkConfiguration: { awsvpcConfiguration: primary.network },
    healthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds,
    schedulingStrategy: service.schedulingStrategy,
    deploymentController: { type: 'ECS' },
    deploymentConfiguration: { deploymentCircuitBreaker: { enable: false, rollback: false }, ...service.configuration },
    deployments: service.deployments.map((deployment) => describeDeployment(service, deployment, tasks)),
    events: service.events,
    createdAt: service.createdAt,
    createdBy: service.createdBy,
    enableECSManagedTags: service.enableECSManagedTags,
    enableExecuteCommand: service.enableExecuteCommand,
    propagateTags: service.propagateTags,
    roleArn: `arn:aws:iam::${call.account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
    placementConstraints: [],
    placementStrategy: [],
    ...(options.tags ? { tags: tagList(service.tags) } : {}),
  };
}

function describeDeployment(service: Service, deployment: Deployment, tasks: readonly Task[]) {
  return {
    id: deployment.id,
    status: deployment.status,
    taskDefinition: deployment.definition.arn,
    desiredCount: deployment.status === 'PRIMARY' ? service.desiredCount : 0,
    ...counts(tasks.filter(({ owner }) => owner?.deployment === deployment)),
    failedTasks: deployment.failedTasks,
    createdAt: deployment.createdAt,
    updatedAt: deployment.updatedAt,
    launchType: service.launchType,
    capacityProviderStrategy: service.capacityProviderStrategy,
    platformVersion: '1.4.0',
    platformFamily: 'Linux',
    networkConfiguration: { awsvpcConfiguration: deployment.network },
    rolloutState: deployment.rolloutState,
    rolloutStateReason: deployment.rolloutStateReason,
  };
}

function counts(tasks: readonly Task[]): { runningCount: number; pendingCount: number } {
  const ofStatus = (...statuses: string[]) => tasks.filter(({ lastStatus }) => statuses.includes(lastStatus)).length;
  return { runningCount: ofStatus('RUNNING'), pendingCount: ofStatus('PROVISIONING', 'PENDING', 'ACTIVATING') };
}
