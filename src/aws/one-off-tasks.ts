import {
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RunTaskCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import { PlinthError } from '../core/errors.ts';
import type { ObservedTask, OneOffTask, Target } from '../core/ports/index.ts';
import { unlessAws } from './aws-error.ts';
import { clientFor } from './clients.ts';
import { taskStop } from './task-stop.ts';

/** Starts an ECS task outside of any service and answers its ARN. Errors: MigrationFailed. */
export async function runTask(target: Target, task: OneOffTask): Promise<string> {
  const command = new RunTaskCommand({
    cluster: task.cluster,
    taskDefinition: task.taskDefinition,
    launchType: 'FARGATE',
    clientToken: task.clientToken,
    startedBy: startedBy(task.clientToken),
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: [...task.subnets],
        securityGroups: [...task.securityGroups],
        assignPublicIp: task.publicIp ? 'ENABLED' : 'DISABLED',
      },
    },
    overrides: { containerOverrides: [{ name: task.container, command: [...task.command] }] },
    // The tags distinguish the task from other tasks in the same cluster.
    propagateTags: 'TASK_DEFINITION',
  });
  const { tasks: started = [], failures = [] } = await client(target).send(command);
  const [arn] = started.flatMap(({ taskArn }) => taskArn ?? []);
  if (arn !== undefined) return arn;
  throw new PlinthError('MigrationFailed', `the task did not start: ${failures[0]?.reason ?? 'no reason given'}`);
}

/** ARN of a running task that `runTask` started with this client token. */
export async function findTask(target: Target, cluster: string, clientToken: string): Promise<string | undefined> {
  const command = new ListTasksCommand({ cluster, startedBy: startedBy(clientToken) });
  return (await client(target).send(command)).taskArns?.[0];
}

export async function stopTask(target: Target, cluster: string, task: string, reason: string): Promise<void> {
  const call = client(target).send(new StopTaskCommand({ cluster, task, reason }));
  // ECS returns this error for a task that stopped more than an hour ago.
  await unlessAws(['InvalidParameterException'], call, undefined);
}

export async function observeTask(target: Target, cluster: string, taskArn: string): Promise<ObservedTask | undefined> {
  const { tasks: found = [] } = await client(target).send(new DescribeTasksCommand({ cluster, tasks: [taskArn] }));
  const [task] = found;
  if (!task) return undefined;
  const { exitCode, reason } = taskStop(task);
  return { stopped: task.lastStatus === 'STOPPED', reason, ...(exitCode !== undefined && { exitCode }) };
}

function client(target: Target): ECSClient {
  return clientFor(ECSClient, target);
}

/** ECS accepts at most 36 characters. */
function startedBy(clientToken: string): string {
  return clientToken.slice(0, 36);
}
