import { companion } from '../../../kernel/companion.ts';
import type { AccountRegion, Kernel } from '../../../kernel/service.ts';
import type { Json, JsonObject } from '../asl/definition.ts';
import { isObject } from '../asl/json-path.ts';
import { ERROR, StatesError } from '../asl/states-error.ts';
import { modelOf, toTaskResult } from './service-shape.ts';
import type { StartedTask } from './started-task.ts';

/** Who waits for an ECS task to stop, by the task's ARN. */
const waitersOf = companion((_kernel: Kernel) => new Map<string, () => void>());

/** Listens for stopped ECS tasks; called once when the cloud starts. */
export function watchEcsTasks(kernel: Kernel): void {
  const waiting = waitersOf(kernel);
  kernel.onPublish(({ source, detailType, detail }) => {
    if (source !== 'aws.ecs' || detailType !== 'ECS Task State Change' || detail.lastStatus !== 'STOPPED') return;
    const arn = String(detail.taskArn);
    const wake = waiting.get(arn);
    waiting.delete(arn);
    wake?.();
  });
}

/** Waits for the task that RunTask started (`.sync`) to stop; all its containers must have exited with 0. */
export function awaitEcsTasks({ attempt, pending }: StartedTask, response: Json): void {
  const { run } = attempt.frame;
  const { Tasks = [], Failures = [] } = response as { Tasks?: JsonObject[]; Failures?: Json[] };
  const task = Tasks[0];
  if (task === undefined || Failures.length > 0) {
    pending.fail(new StatesError('AmazonECS.Unknown', JSON.stringify(response)));
    return;
  }
  const taskArn = String(task.TaskArn);
  const names = { cluster: String(task.ClusterArn), task: taskArn };
  const settle = async () => {
    const stopped = await describeTask(run.kernel, names, attempt.accountRegion);
    if (exitedWell(stopped)) pending.succeed(stopped);
    else pending.fail(new StatesError(ERROR.taskFailed, JSON.stringify(stopped)));
  };
  waitersOf(run.kernel).set(taskArn, () => {
    settle().catch((error: unknown) => pending.fail(error));
  });
  pending.outcome.catch(() => {
    if (!waitersOf(run.kernel).delete(taskArn)) return;
    const reason = 'Stopped by AWS Step Functions';
    run.kernel.background(run.kernel.invoke('ecs', 'StopTask', { ...names, reason }, attempt.accountRegion));
  });
}

async function describeTask(
  kernel: Kernel,
  { cluster, task }: { cluster: string; task: string },
  accountRegion: AccountRegion,
): Promise<JsonObject> {
  const answer = await kernel.invoke('ecs', 'DescribeTasks', { cluster, tasks: [task] }, accountRegion);
  const output = modelOf(kernel, 'ecs')?.operations.get('DescribeTasks')?.output;
  const { Tasks = [] } = toTaskResult(output, answer) as { Tasks?: JsonObject[] };
  return Tasks[0] ?? { TaskArn: task, LastStatus: 'STOPPED' };
}

function exitedWell(task: JsonObject): boolean {
  const containers = task.Containers;
  if (!Array.isArray(containers) || containers.length === 0) return false;
  return containers.every((container) => isObject(container) && container.ExitCode === 0);
}
