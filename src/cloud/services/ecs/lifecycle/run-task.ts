import { AwsError } from '../../../kernel/errors.ts';
import type { EcsCall, Task } from '../store.ts';
import { changeTask, publishTask } from './change-task.ts';
import { attachInterface, detachInterface } from './network-interface.ts';
import { deregisterTask, registerTask } from './register-task.ts';
import { requestStop } from './request-stop.ts';
import { pullImages, startContainers, stopContainers } from './task-containers.ts';

/** A task's life, from PROVISIONING to STOPPED. Ends when the task has. */
export async function runTask(task: Task, call: EcsCall): Promise<void> {
  publishTask(task, call);
  try {
    await start(task, call);
    await stopRequested(task);
    // Without a stop request it was the whole cloud that stopped.
    if (task.stop === undefined) return;
  } catch (error) {
    if (error instanceof AwsError && error.code === 'CloudStopped') return;
    // A sleep that a stop request cut short rejects with the signal's reason: that is no failure.
    if (task.stop === undefined) requestStop(task, { code: 'TaskFailedToStart', reason: failureOf(error) }, call);
  }
  await stop(task, call);
}

async function start(task: Task, call: EcsCall): Promise<void> {
  const { clock, durations } = call.kernel;
  const signal = task.stopSignal.signal;
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

/** Draining comes first and the signal last, so that no request is lost. */
async function stop(task: Task, call: EcsCall): Promise<void> {
  const { clock, durations } = call.kernel;
  const hadContainers = task.containers.some(({ running }) => running !== undefined);
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

function stopRequested(task: Task): Promise<void> {
  const { signal } = task.stopSignal;
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** The reason that AWS gives. Errors that are not AWS's are the container's: its command could not be run. */
function failureOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof AwsError)) return `CannotStartContainerError: ${message}`;
  if (error.code === 'CannotPullContainerError' || error.code === 'ResourceInitializationError') return message;
  return `Unexpected EC2 error while attempting to Create Network Interface in subnet: ${error.code}: ${message}`;
}
