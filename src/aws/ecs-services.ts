import {
  type Container,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  type Service,
  type Task,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import type { ObservedWorkload, Target, TaskStop } from '../core/ports/index.ts';
import { unlessAws } from './aws-error.ts';
import { clientFor } from './clients.ts';
import { taskStop } from './task-stop.ts';

const tasksMax = 100;
const stopsMax = 10;

/** Undefined when there is no such ECS service, or when it was deleted. */
export async function observeService(
  target: Target,
  cluster: string,
  service: string,
): Promise<ObservedWorkload | undefined> {
  const command = new DescribeServicesCommand({ cluster, services: [service] });
  const answer = await unlessAws(['ClusterNotFoundException'], client(target).send(command), undefined);
  const found = answer?.services?.[0];
  if (!found || found.status === 'INACTIVE') return undefined;
  const [running, stopped] = await Promise.all([
    describeTasks(target, { cluster, service, desiredStatus: 'RUNNING' }),
    describeTasks(target, { cluster, service, desiredStatus: 'STOPPED' }),
  ]);
  return observedService(found, running, stopped);
}

export async function scaleService(
  target: Target,
  { cluster, service }: { readonly cluster: string; readonly service: string },
  desiredCount: number,
): Promise<void> {
  await client(target).send(new UpdateServiceCommand({ cluster, service, desiredCount }));
}

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

function observedService(service: Service, running: readonly Task[], stopped: readonly Task[]): ObservedWorkload {
  const deployment = service.deployments?.find(({ status }) => status === 'PRIMARY');
  // ECS reports why a task stops half a minute before its status is STOPPED.
  const stops = stopped.filter(({ stoppedReason }) => stoppedReason !== undefined).map(taskStop);
  const newestAt = newestStart(running);
  return {
    desired: service.desiredCount ?? 0,
    running: service.runningCount ?? 0,
    digests: runningDigests(running),
    ...(newestAt && { newestAt }),
    stops: stops.sort((one, other) => stoppedAt(other) - stoppedAt(one)).slice(0, stopsMax),
    ...(service.taskDefinition !== undefined && { taskDefinition: service.taskDefinition }),
    ...(deployment?.rolloutState !== undefined && { rolloutState: deployment.rolloutState }),
  };
}

/** The digests that the released containers of these tasks run. */
export function runningDigests(tasks: readonly Task[]): readonly string[] {
  return tasks
    .filter(({ lastStatus }) => lastStatus === 'RUNNING')
    .flatMap(({ containers = [] }) => containers.filter(isOfRelease).flatMap(imageDigest));
}

function newestStart(running: readonly Task[]): Date | undefined {
  return running
    .filter(({ lastStatus }) => lastStatus === 'RUNNING')
    .flatMap(({ startedAt }) => startedAt ?? [])
    .reduce<Date | undefined>((newest, startedAt) => (newest && newest > startedAt ? newest : startedAt), undefined);
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
