import { AwsError } from '../../../kernel/errors.ts';
import type { EcsCall, Task } from '../store.ts';
import { changeTask, publishTask } from './change-task.ts';
import { attachInterface, detachInterface } from './network-interface.ts';
import { deregisterTask, registerTask } from './register-task.ts';
import { requestStop } from './request-stop.ts';
import { pullImages, startContainers, stopContainers } from './task-containers.ts';
import { lifeOf, runningOf } from './task-life.ts';

/** Starts a task: PROVISIONING to RUNNING. One that cannot start, or is asked to stop meanwhile, is stopped. */
export async function runTask(task: Task, call: EcsCall): Promise<void> {
  publishTask(task, call);
  try {
    await start(task, call);
  } catch (error) {
    if (error instanceof AwsError && error.code === 'CloudStopped') return;
    // A sleep that a stop request interrupts rejects with the signal's reason, which is not a failure.
    if (task.stop === undefined) requestStop(task, { code: 'TaskFailedToStart', reason: failureOf(error) }, call);
  }
  if (task.stop !== undefined) await stop(task, call);
  else letRun(task, call);
}

/** Lets a task run until its stop is requested. */
export function letRun(task: Task, call: EcsCall): void {
  lifeOf(task).end = () => call.kernel.background(endTask(task, call), `the end of task ${task.arn}`);
}

async function endTask(task: Task, call: EcsCall): Promise<void> {
  // The requester continues first, before the task's first change.
  await undefined;
  await stop(task, call);
}

async function start(task: Task, call: EcsCall): Promise<void> {
  const { clock, durations } = call.kernel;
  const { signal } = lifeOf(task).stopSignal;
  if (task.owner !== undefined) await clock.sleep(durations.seconds('task schedule'), signal);
  await attachInterface(task, call);
  await clock.sleep(durations.seconds('task network interface'), signal);
  task.connectivityAt = new Date(clock.now());
  changeTask(task, 'PENDING', call);
  const images = await pullImages(task, call);
  await startContainers(task, images, call);
  await clock.sleep(durations.seconds('task boot'), signal);
  changeTask(task, 'ACTIVATING', call);
  await registerTask(task, call);
  await clock.sleep(durations.seconds('task register'), signal);
  task.startedAt = new Date(clock.now());
  for (const container of task.containers) container.lastStatus = 'RUNNING';
  changeTask(task, 'RUNNING', call);
}

/** Drains first and sends SIGTERM last, so that no request is lost. */
async function stop(task: Task, call: EcsCall): Promise<void> {
  const { clock, durations } = call.kernel;
  const hadContainers = task.containers.some((container) => runningOf(container).container !== undefined);
  task.executionStoppedAt = task.stop?.code === 'EssentialContainerExited' ? new Date(clock.now()) : undefined;
  if (hadContainers) {
    changeTask(task, 'DEACTIVATING', call);
    await deregisterTask(task, call);
    changeTask(task, 'STOPPING', call);
    await stopContainers(task);
    task.executionStoppedAt ??= new Date(clock.now());
  }
  changeTask(task, 'DEPROVISIONING', call);
  await clock.sleep(durations.seconds('task stop'));
  await detachInterface(task, call);
  task.stoppedAt = new Date(clock.now());
  changeTask(task, 'STOPPED', call);
}

/**
 * The reason that AWS gives. An error that is not an AWS error comes from the container, whose command could not be
 * run.
 */
function failureOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof AwsError)) return `CannotStartContainerError: ${message}`;
  if (error.code === 'CannotPullContainerError' || error.code === 'ResourceInitializationError') return message;
  return `Unexpected EC2 error while attempting to Create Network Interface in subnet: ${error.code}: ${message}`;
}
