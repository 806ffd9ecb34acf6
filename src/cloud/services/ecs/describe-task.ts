import type { Container, Task } from './store.ts';
import { tagList } from './store.ts';

/** A task as DescribeTasks answers it and as task events carry it. */
export function describeTask(task: Task, options: { readonly tags: boolean } = { tags: false }) {
  const { request } = task.definition;
  return {
    taskArn: task.arn,
    clusterArn: task.clusterArn,
    taskDefinitionArn: task.definition.arn,
    group: task.group,
    startedBy: task.startedBy,
    launchType: task.launchType,
    capacityProviderName: task.capacityProvider,
    platformVersion: '1.4.0',
    platformFamily: 'Linux',
    availabilityZone: task.networkInterface?.zone,
    desiredStatus: task.desiredStatus,
    lastStatus: task.lastStatus,
    healthStatus: healthStatusOf(task),
    connectivity: task.connectivityAt === undefined ? undefined : 'CONNECTED',
    connectivityAt: task.connectivityAt,
    stopCode: task.stop?.code,
    stoppedReason: task.stop?.reason,
    version: task.version,
    cpu: task.overrides.cpu ?? request.cpu,
    memory: task.overrides.memory ?? request.memory,
    createdAt: task.createdAt,
    pullStartedAt: task.pullStartedAt,
    pullStoppedAt: task.pullStoppedAt,
    startedAt: task.startedAt,
    stoppingAt: task.stoppingAt,
    executionStoppedAt: task.executionStoppedAt,
    stoppedAt: task.stoppedAt,
    overrides: {
      inferenceAcceleratorOverrides: [],
      ...task.overrides,
      containerOverrides: task.overrides.containerOverrides ?? task.containers.map(({ name }) => ({ name })),
    },
    ephemeralStorage: request.ephemeralStorage ?? { sizeInGiB: 20 },
    enableExecuteCommand: task.owner?.service.enableExecuteCommand ?? false,
    attachments: attachmentsOf(task),
    attributes: [
      { name: 'ecs.cpu-architecture', value: request.runtimePlatform?.cpuArchitecture?.toLowerCase() ?? 'x86_64' },
    ],
    containers: task.containers.map((container) => describeContainer(container, task)),
    tags: options.tags ? tagList(task.tags) : [],
  };
}

function describeContainer(container: Container, task: Task) {
  const definition = task.definition.request.containerDefinitions?.find(({ name }) => name === container.name);
  return {
    containerArn: container.arn,
    taskArn: task.arn,
    name: container.name,
    image: container.image,
    imageDigest: container.imageDigest,
    runtimeId: container.imageDigest === undefined ? undefined : container.runtimeId,
    lastStatus: container.lastStatus,
    exitCode: container.exitCode,
    reason: container.reason,
    cpu: String(definition?.cpu ?? 0),
    memory: definition?.memory === undefined ? undefined : String(definition.memory),
    healthStatus: definition?.healthCheck === undefined ? 'UNKNOWN' : healthStatusOf(task),
    networkBindings: [],
    networkInterfaces:
      task.networkInterface === undefined
        ? []
        : [{ attachmentId: task.networkInterface.attachmentId, privateIpv4Address: task.networkInterface.address }],
  };
}

function healthStatusOf(task: Task): 'HEALTHY' | 'UNKNOWN' {
  const isChecked = task.definition.request.containerDefinitions?.some(({ healthCheck }) => healthCheck !== undefined);
  return isChecked && task.lastStatus === 'RUNNING' ? 'HEALTHY' : 'UNKNOWN';
}

function attachmentsOf(task: Task) {
  const eni = task.networkInterface;
  if (eni === undefined) return [];
  const status =
    task.lastStatus === 'STOPPED' ? 'DELETED' : task.lastStatus === 'PROVISIONING' ? 'ATTACHING' : 'ATTACHED';
  const details = {
    subnetId: eni.subnetId,
    networkInterfaceId: eni.id,
    macAddress: eni.macAddress,
    privateDnsName: `ip-${eni.address.replaceAll('.', '-')}.internal`,
    privateIPv4Address: eni.address,
  };
  return [
    {
      id: eni.attachmentId,
      type: 'ElasticNetworkInterface',
      status,
      details: Object.entries(details).map(([name, value]) => ({ name, value })),
    },
  ];
}
