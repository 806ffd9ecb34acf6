import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import { modelDriver } from '../drivers/model.ts';
import { processDriver } from '../drivers/process.ts';
import { type PulledImage, pullImage } from '../images/pull-image.ts';
import type { Container, EcsCall, Task } from '../store.ts';
import { checkEgress } from './check-egress.ts';
import { environmentOf } from './container-environment.ts';
import { openLog } from './open-log.ts';
import { requestStop } from './request-stop.ts';
import { lifeOf, runningOf } from './task-life.ts';

const STOP_TIMEOUT_SECONDS = 30;

/** Pulls every container's image. The digest that the first task of a deployment resolves a tag to holds for the others. */
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
  await clock.sleep(durations.seconds('task image pull'), lifeOf(task).stopSignal.signal);
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
    await startContainer(task, { container, image: images.get(container.name)!, isResumed: false }, call);
  }
}

/** Lets a running task of a snapshot run on: modelled containers as they were, processes from their start. */
export async function resumeContainers(task: Task, call: EcsCall): Promise<void> {
  for (const container of task.containers) {
    if (container.lastStatus === 'STOPPED') continue;
    const image = await pullImage(container.image, container.imageDigest, call.kernel);
    await startContainer(task, { container, image, isResumed: true }, call);
  }
}

interface Starting {
  readonly container: Container;
  readonly image: PulledImage;
  readonly isResumed: boolean;
}

async function startContainer(task: Task, starting: Starting, call: EcsCall): Promise<void> {
  const { container, image } = starting;
  const { kernel, account, region } = call;
  const definition = task.definition.request.containerDefinitions!.find(({ name }) => name === container.name)!;
  const environment = await environmentOf(task, { definition, image }, call);
  const log = await openLog(task, definition, call);
  lifeOf(task).stopSignal.signal.throwIfAborted();
  const driver = kernel.tasks === 'process' && !image.isPublic ? processDriver : modelDriver;
  const running = await driver(
    {
      id: container.arn,
      accountRegion: { account, region },
      isResumed: starting.isResumed,
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
    kernel,
  );
  runningOf(container).container = running;
  kernel.standBy(running.exited.then((exit) => containerExited(task, container, { ...exit, call })));
}

export async function stopContainers(task: Task): Promise<void> {
  const running = task.containers.map((container) => runningOf(container).container);
  await Promise.all(running.map((container) => container?.stop()));
  for (const [index, container] of task.containers.entries()) {
    const exit = await running[index]?.exited;
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
  // As with Docker, an entry point in the task definition discards the image's command.
  const imageCommand = definition.entryPoint === undefined ? (config.Cmd ?? []) : [];
  return [...entryPoint, ...(override?.command ?? definition.command ?? imageCommand)];
}
