import {
  type Container,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RunTaskCommand,
  type Service,
  StopTaskCommand,
  type Task,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { PlinthError } from '../core/errors.ts';
import type { ServiceView, Target, TaskStop, Tasks } from '../core/ports/index.ts';
import { unlessAws } from './aws-error.ts';
import { clientFor } from './clients.ts';

const tasksMax = 100;
const stopsMax = 10;

/** ECS. */
export const tasks: Tasks = {
  async service(target, cluster, service) {
    const command = new DescribeServicesCommand({ cluster, services: [service] });
    const answer = await unlessAws(['ClusterNotFoundException'], client(target).send(command), undefined);
    const found = answer?.services?.[0];
    if (!found || found.status === 'INACTIVE') return undefined;
    const [running, stopped] = await Promise.all([
      describeTasks(target, { cluster, service, desiredStatus: 'RUNNING' }),
      describeTasks(target, { cluster, service, desiredStatus: 'STOPPED' }),
    ]);
    return serviceView(found, running, stopped);
  },

  async scale(target, cluster, service, desired) {
    await client(target).send(new UpdateServiceCommand({ cluster, service, desiredCount: desired }));
  },

  async run(target, task) {
    const command = new RunTaskCommand({
      cluster: task.cluster,
      taskDefinition: task.taskDefinition,
      launchType: 'FARGATE',
      clientToken: task.clientToken,
      startedBy: task.clientToken.slice(0, 36),
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
  },

  async stop(target, cluster, taskArn, reason) {
    const call = client(target).send(new StopTaskCommand({ cluster, task: taskArn, reason }));
    // ECS returns this error for a task that stopped more than an hour ago.
    await unlessAws(['InvalidParameterException'], call, undefined);
  },

  async exit(target, cluster, taskArn) {
    const { tasks: found = [] } = await client(target).send(new DescribeTasksCommand({ cluster, tasks: [taskArn] }));
    const [task] = found;
    if (!task) return undefined;
    const { exitCode, reason } = taskStop(task);
    return { stopped: task.lastStatus === 'STOPPED', reason, ...(exitCode !== undefined && { exitCode }) };
  },
};

function client(target: Target): ECSClient {
  return clientFor(ECSClient, target);
}

interface TaskFilter {
  readonly cluster: string;
  readonly service: string;
  readonly desiredStatus: 'RUNNING' | 'STOPPED';
}

async function describeTasks(
  target: Target,
  { cluster, service, desiredStatus }: TaskFilter,
): Promise<readonly Task[]> {
  const filter = { cluster, serviceName: service, desiredStatus, maxResults: tasksMax };
  const { taskArns = [] } = await client(target).send(new ListTasksCommand(filter));
  if (taskArns.length === 0) return [];
  const { tasks: found = [] } = await client(target).send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
  return found;
}

function serviceView(service: Service, running: readonly Task[], stopped: readonly Task[]): ServiceView {
  const deployment = service.deployments?.find(({ status }) => status === 'PRIMARY');
  // ECS reports why a task stops half a minute before its status is STOPPED.
  const stops = stopped.filter(({ stoppedReason }) => stoppedReason !== undefined).map(taskStop);
  return {
    status: service.status ?? '',
    desired: service.desiredCount ?? 0,
    running: service.runningCount ?? 0,
    digests: running
      .filter(({ lastStatus }) => lastStatus === 'RUNNING')
      .flatMap(({ containers = [] }) => containers.filter(isOfRelease).flatMap(imageDigest)),
    stops: stops.sort((one, other) => stoppedAt(other) - stoppedAt(one)).slice(0, stopsMax),
    ...(service.taskDefinition !== undefined && { taskDefinition: service.taskDefinition }),
    ...(deployment?.rolloutState !== undefined && { rolloutState: deployment.rolloutState }),
  };
}

/** True for the released container, as the catalogue's templates name it. Others are sidecars. */
function isOfRelease({ name }: Container): boolean {
  return name === 'application';
}

/** The running digest. If ECS has not reported it yet, the digest of the requested image, if it names one. */
function imageDigest({ image, imageDigest: reported }: Container): readonly string[] {
  const digest = reported ?? image?.split('@')[1];
  return digest === undefined ? [] : [digest];
}

function stoppedAt(stop: TaskStop): number {
  return stop.stoppedAt?.getTime() ?? 0;
}

function taskStop(task: Task): TaskStop {
  const failed = task.containers?.find(({ exitCode, reason }) => (exitCode ?? 0) !== 0 || reason !== undefined);
  const container = failed ?? task.containers?.[0];
  const ended = task.stoppingAt ?? task.stoppedAt;
  return {
    taskArn: task.taskArn ?? '',
    reason: [task.stoppedReason, container?.reason].filter((text) => text !== undefined && text !== '').join(': '),
    ...(ended && { stoppedAt: ended }),
    ...(container?.exitCode !== undefined && { exitCode: container.exitCode }),
  };
}
