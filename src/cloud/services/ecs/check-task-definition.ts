import type { ContainerDefinition, RegisterTaskDefinitionRequest } from '@aws-sdk/client-ecs';
import { clientException } from './store.ts';

/** Fargate's memory in MiB for each CPU size: smallest, largest, increment. */
const FARGATE_MEMORY: Readonly<Record<number, readonly [number, number, number]>> = {
  256: [512, 2048, 512],
  512: [1024, 4096, 1024],
  1024: [2048, 8192, 1024],
  2048: [4096, 16384, 1024],
  4096: [8192, 30720, 1024],
  8192: [16384, 61440, 4096],
  16384: [32768, 122880, 8192],
};

/** Throws where ECS refuses a task definition. Answers the request with CPU in units and memory in MiB. */
export function checkTaskDefinition(request: RegisterTaskDefinitionRequest): RegisterTaskDefinitionRequest {
  if (!/^[A-Za-z0-9_-]{1,255}$/.test(request.family ?? '')) {
    throw clientException(
      'Family should not contain invalid characters. Must be 1-255 characters of letters, numbers, hyphens and underscores.',
    );
  }
  const containers = request.containerDefinitions ?? [];
  if (containers.length === 0) throw clientException('Container list cannot be empty.');
  for (const container of containers) checkContainer(container);
  if (new Set(containers.map(({ name }) => name)).size < containers.length) {
    throw clientException('Container name should be unique within a task definition.');
  }
  if (!containers.some(({ essential }) => essential ?? true)) {
    throw clientException('Invalid setting for container. At least one container must be essential.');
  }
  const sized = { ...request, cpu: cpuUnits(request.cpu), memory: memoryMebibytes(request.memory) };
  if (request.requiresCompatibilities?.includes('FARGATE')) checkFargate(sized);
  return sized;
}

function checkContainer({ name, image, portMappings, logConfiguration }: ContainerDefinition): void {
  if (name === undefined || image === undefined || image === '')
    throw clientException('Container.image should not be null or empty.');
  for (const { containerPort } of portMappings ?? []) {
    if (containerPort !== undefined && !(containerPort >= 0 && containerPort <= 65535)) {
      throw clientException(`Invalid container port '${containerPort}' for container '${name}'.`);
    }
  }
  if (logConfiguration?.logDriver !== 'awslogs') return;
  for (const option of ['awslogs-group', 'awslogs-region']) {
    if (logConfiguration.options?.[option] === undefined) {
      throw clientException(`Log driver awslogs requires options: ${option}`);
    }
  }
}

function checkFargate(request: RegisterTaskDefinitionRequest): void {
  const containers = request.containerDefinitions ?? [];
  if (request.networkMode !== 'awsvpc') throw clientException('Fargate only supports network mode ‘awsvpc’.');
  if (request.cpu === undefined) throw clientException("Fargate requires that 'cpu' be defined at the task level.");
  if (request.memory === undefined)
    throw clientException("Fargate requires that 'memory' be defined at the task level.");
  const cpu = Number(request.cpu);
  const memory = Number(request.memory);
  const [smallest, largest, step] = FARGATE_MEMORY[cpu] ?? [Infinity, 0, 1];
  if (memory < smallest || memory > largest || memory % step !== 0) {
    throw clientException('No Fargate configuration exists for given values.');
  }
  for (const { portMappings, logConfiguration, image } of containers) {
    const moved = portMappings?.find(
      ({ hostPort, containerPort }) => hostPort !== undefined && hostPort !== 0 && hostPort !== containerPort,
    );
    if (moved !== undefined) {
      throw clientException('When networkMode=awsvpc, the host ports and container ports in port mappings must match.');
    }
    if (
      logConfiguration?.logDriver === 'awslogs' &&
      logConfiguration.options?.['awslogs-stream-prefix'] === undefined
    ) {
      throw clientException('Log driver awslogs requires options: awslogs-stream-prefix');
    }
    if (request.executionRoleArn !== undefined) continue;
    if (/\.dkr\.ecr\./.test(image ?? '')) {
      throw clientException('Fargate requires task definition to have execution role ARN to support ECR images.');
    }
    if (logConfiguration?.logDriver === 'awslogs') {
      throw clientException(
        'Fargate requires task definition to have execution role ARN to support log driver awslogs.',
      );
    }
  }
}

function cpuUnits(cpu: string | undefined): string | undefined {
  const cores = /^([\d.]+)\s*vcpu$/i.exec(cpu ?? '')?.[1];
  return cores === undefined ? cpu : String(Number(cores) * 1024);
}

function memoryMebibytes(memory: string | undefined): string | undefined {
  const gigabytes = /^([\d.]+)\s*gb$/i.exec(memory ?? '')?.[1];
  return gigabytes === undefined ? memory : String(Number(gigabytes) * 1024);
}
