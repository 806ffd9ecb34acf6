import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import { modelDriver } from '../drivers/model.ts';
import { processDriver } from '../drivers/process.ts';
import { type PulledImage, pullImage } from '../images/pull-image.ts';
import type { Container, EcsCall, Task } from '../store.ts';
import { checkEgress } from './check-egress.ts';
import { environmentOf } from './container-environment.ts';
import { openLog } from './open-log.ts';
import { requestStop } from './request-stop.ts';

const STOP_TIMEOUT_SECONDS = 30;

/** Pulls every container's image. The first task of a deployment settles which digest a tag means for the others. */
export async function pullImages(task: Task, call: EcsCall): Promise<Map<string, PulledImage>> {
  const { clock, durations } = call.kernel;
  task.pullStartedAt = new Date(clock.now());
  const images = new Map<string, PulledImage>();
  const digests = task.owner?.deployment.imageDigests ?? new Map<string, string>();
  await checkEgress(task, call);
  for (const container of task.containers) {
    const image = await pullImage(container.image, digests.get(container.image), call.kernel);
    digests.set(container.image, image.digest);
    container.imageDigest = image.digest;
    images.set(container.name, image);
  }
  await clock.sleep(durations.seconds('task image pull'), task.stopSignal.signal);
  task.pullStoppedAt = new Date(clock.now());
  return images;
}

/** Starts the containers in the order of the task definition. When an essential one exits, the task stops. */
export async function startContainers(
  task: Task,
  images: ReadonlyMap<string, PulledImage>,
  call: EcsCall,
): Promise<void> {
  for (const container of task.containers) {
    const definition = task.definition.request.containerDefinitions!.find(({ name }) => name === container.name)!;
    const image = images.get(container.name)!;
    const environment = await environmentOf(task, { definition, image }, call);
    const log = await openLog(task, definition, call);
    task.stopSignal.signal.throwIfAborted();
    const driver = call.kernel.tasks === 'process' && !image.isPublic ? processDriver : modelDriver;
    const running = await driver(
      {
        name: container.name,
        image,
        command: commandOf(task, definition, image),
        isOneOff: task.owner === undefined && hasOwnCommand(task, definition),
        environment,
        workingDirectory: definition.workingDirectory ?? image.config.WorkingDir,
        host: `${task.networkInterface?.address}.${task.networkInterface?.vpcId}`,
        ports: (definition.portMappings ?? []).flatMap(({ containerPort }) => containerPort ?? []),
        stopTimeoutSeconds: definition.stopTimeout ?? STOP_TIMEOUT_SECONDS,
        log,
      },
      call.kernel,
    );
    container.running = running;
    call.kernel.background(running.exited.then((exit) => containerExited(task, container, { ...exit, call })));
  }
}

export async function stopContainers(task: Task): Promise<void> {
  await Promise.all(task.containers.map(({ running }) => running?.stop()));
  for (const container of task.containers) {
    const exit = await container.running?.exited;
    container.exitCode ??= exit?.exitCode;
  }
}

function containerExited(
  task: Task,
  container: Container,
  exit: { exitCode: number; reason: string | undefined; call: EcsCall },
): void {
  container.exitCode = exit.exitCode;
  container.reason = exit.reason;
  container.lastStatus = 'STOPPED';
  if (!container.essential) return;
  requestStop(task, { code: 'EssentialContainerExited', reason: 'Essential container in task exited' }, exit.call);
}

function hasOwnCommand(task: Task, { name, command, entryPoint }: ContainerDefinition): boolean {
  const override = task.overrides.containerOverrides?.find((each) => each.name === name);
  return (override?.command ?? command ?? entryPoint ?? []).length > 0;
}

function commandOf(task: Task, definition: ContainerDefinition, { config }: PulledImage): string[] {
  const override = task.overrides.containerOverrides?.find(({ name }) => name === definition.name);
  const entryPoint = definition.entryPoint ?? config.Entrypoint ?? [];
  // As with Docker, an entry point of the definition's own does away with the image's command.
  const imageCommand = definition.entryPoint === undefined ? (config.Cmd ?? []) : [];
  return [...entryPoint, ...(override?.command ?? definition.command ?? imageCommand)];
}
