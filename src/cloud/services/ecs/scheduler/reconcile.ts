import { createTask } from '../lifecycle/create-task.ts';
import { requestStop } from '../lifecycle/request-stop.ts';
import { addServiceEvent, publishServiceAction } from '../service-events.ts';
import { type Deployment, type EcsCall, nameOf, type Service, type Task, tasksOfService } from '../store.ts';
import { failDeployment, settleDeployments } from './deployments.ts';
import { type TaskHealth, taskHealth } from './task-health.ts';

/** What the scheduler observes of a service at one moment. */
interface Observation {
  readonly primary: Deployment;
  /** Tasks without a stop request. */
  readonly alive: readonly Task[];
  readonly health: ReadonlyMap<Task, TaskHealth>;
}

/** Brings a service closer to its desired state: starts and stops tasks, ends deployments. */
export async function reconcile(service: Service, call: EcsCall): Promise<void> {
  if (service.status === 'INACTIVE') return;
  if (service.status === 'DRAINING') return drain(service, call);
  const tasks = tasksOfService(service, call).filter(({ stop }) => stop === undefined);
  const health = await taskHealth(tasks, call);
  // Reading the health takes time, during which a task may have ended.
  const alive = tasks.filter(({ stop }) => stop === undefined);
  const primary = service.deployments[0]!;
  const seen: Observation = { primary, alive, health };
  noteHealthy(seen);
  stopUnhealthy(service, seen, call);
  if (failDeployment(service, primary, call)) return;
  stopSurplus(service, seen, call);
  startMissing(service, primary, call);
  settleDeployments(service, healthyTasks(seen), call);
}

function healthyTasks({ alive, health, primary }: Observation): number {
  return alive.filter((task) => task.owner?.deployment === primary && health.get(task)?.kind === 'healthy').length;
}

function noteHealthy({ alive, health }: Observation): void {
  for (const task of alive) {
    if (health.get(task)?.kind !== 'healthy' || task.wasHealthy) continue;
    task.wasHealthy = true;
    task.owner!.deployment.retryAtMs = 0;
    const breaker = task.owner!.service.configuration.deploymentCircuitBreaker;
    if (breaker?.resetOnHealthyTask !== false) task.owner!.deployment.failedTasks = 0;
  }
}

function stopUnhealthy(service: Service, { alive, health }: Observation, call: EcsCall): void {
  for (const task of alive) {
    const state = health.get(task);
    if (state?.kind !== 'unhealthy') continue;
    const graceEndsMs = (task.startedAt?.getTime() ?? 0) + service.healthCheckGracePeriodSeconds * 1000;
    if (call.kernel.clock.now() < graceEndsMs) continue;
    const where = `(target-group ${state.targetGroupArn})`;
    addServiceEvent(service, `(port ${state.port}) is unhealthy in ${where} due to (reason ${state.reason})`, call);
    requestStop(task, { code: 'ServiceSchedulerInitiated', reason: `Task failed ELB health checks in ${where}` }, call);
  }
}

/**
 * Stops tasks of earlier deployments as fast as the minimum of healthy tasks allows; then tasks above the desired
 * count.
 */
function stopSurplus(service: Service, { primary, alive, health }: Observation, call: EcsCall): void {
  const running = alive.filter(({ stop }) => stop === undefined);
  const minimum = Math.ceil((service.desiredCount * (service.configuration.minimumHealthyPercent ?? 100)) / 100);
  const isHealthy = (task: Task) => health.get(task)?.kind === 'healthy';
  let spare = running.filter(isHealthy).length - minimum;
  const ofEarlier = running.filter(({ owner }) => owner?.deployment !== primary);
  const ofPrimary = running.filter(({ owner }) => owner?.deployment === primary);
  const surplus = ofPrimary.length - service.desiredCount;
  const beyond = [...ofPrimary]
    .sort((a, b) => Number(isHealthy(a)) - Number(isHealthy(b)))
    .slice(0, Math.max(0, surplus));
  const stopped: Task[] = [];
  for (const task of [...ofEarlier, ...beyond]) {
    if (isHealthy(task) && spare-- <= 0) continue;
    requestStop(
      task,
      { code: 'ServiceSchedulerInitiated', reason: `Scaling activity initiated by (deployment ${primary.id})` },
      call,
    );
    stopped.push(task);
  }
  if (stopped.length === 0) return;
  service.isSteady = false;
  addServiceEvent(service, `has stopped ${stopped.length} running tasks: ${listed(stopped)}`, call);
}

function startMissing(service: Service, primary: Deployment, call: EcsCall): void {
  const running = tasksOfService(service, call).filter(({ stop }) => stop === undefined);
  const ofPrimary = running.filter(({ owner }) => owner?.deployment === primary).length;
  const maximum = Math.floor((service.desiredCount * (service.configuration.maximumPercent ?? 200)) / 100);
  const missing = Math.min(service.desiredCount - ofPrimary, maximum - running.length);
  if (missing <= 0) return;
  service.isSteady = false;
  if (primary.rolloutState === 'FAILED' || call.kernel.clock.now() < primary.retryAtMs) return;
  if (service.launchType === 'EC2') {
    reportUnplaceable(service, primary, call);
    return;
  }
  const started = Array.from({ length: missing }, () => startOne(service, primary, call));
  addServiceEvent(service, `has started ${started.length} tasks: ${listed(started)}`, call);
}

function startOne(service: Service, deployment: Deployment, call: EcsCall): Task {
  const tags =
    service.propagateTags === 'SERVICE'
      ? service.tags
      : service.propagateTags === 'TASK_DEFINITION'
        ? deployment.definition.tags
        : new Map();
  return createTask(
    {
      cluster: { arn: service.clusterArn, name: nameOf(service.clusterArn) },
      definition: deployment.definition,
      group: `service:${service.name}`,
      startedBy: deployment.id,
      capacityProvider: service.capacityProviderStrategy?.[0]?.capacityProvider,
      network: deployment.network,
      overrides: {},
      tags: new Map(tags),
      owner: { service, deployment },
    },
    call,
  );
}

const PLACEMENT_RETRY_SECONDS = 60;

function reportUnplaceable(service: Service, deployment: Deployment, call: EcsCall): void {
  deployment.retryAtMs = call.kernel.clock.now() + PLACEMENT_RETRY_SECONDS * 1000;
  const reason = 'No Container Instances were found in your cluster';
  addServiceEvent(
    service,
    `was unable to place a task because no container instance met all of its requirements. Reason: ${reason}`,
    call,
  );
  publishServiceAction(
    service,
    { type: 'ERROR', name: 'SERVICE_TASK_PLACEMENT_FAILURE', reason: 'RESOURCE:NO_INSTANCES' },
    call,
  );
}

/** A deleted service stops all its tasks, and is inactive once they have stopped. */
function drain(service: Service, call: EcsCall): void {
  const tasks = tasksOfService(service, call).filter(({ lastStatus }) => lastStatus !== 'STOPPED');
  const reason = `Scaling activity initiated by (deployment ${service.deployments[0]?.id})`;
  for (const task of tasks) requestStop(task, { code: 'ServiceSchedulerInitiated', reason }, call);
  if (tasks.length === 0) service.status = 'INACTIVE';
}

function listed(tasks: readonly Task[]): string {
  return tasks.map(({ id }) => `(task ${id})`).join(' ');
}
