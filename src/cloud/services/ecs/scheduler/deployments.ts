import type { AwsVpcConfiguration, LoadBalancer } from '@aws-sdk/client-ecs';
import { addServiceEvent, publishDeployment, publishServiceAction } from '../service-events.ts';
import { type Deployment, type EcsCall, type Service, type TaskDefinition, tasksOfService } from '../store.ts';

const FAILURES_MIN = 3;
const FAILURES_MAX = 200;

export interface WantedDeployment {
  readonly definition: TaskDefinition;
  readonly network: AwsVpcConfiguration;
  readonly loadBalancers: readonly LoadBalancer[];
}

/** Creates a new primary deployment; the previous one stays active until its tasks have stopped. */
export function startDeployment(service: Service, wanted: WantedDeployment, call: EcsCall): Deployment {
  const { random, clock } = call.kernel;
  const now = new Date(clock.now());
  const id = `ecs-svc/${Array.from({ length: 19 }, (_, index) => Math.floor(random.next() * (index === 0 ? 9 : 10)) + (index === 0 ? 1 : 0)).join('')}`;
  const deployment: Deployment = {
    id,
    definition: wanted.definition,
    network: wanted.network,
    loadBalancers: wanted.loadBalancers,
    createdAt: now,
    imageDigests: new Map(),
    isRollback: false,
    status: 'PRIMARY',
    updatedAt: now,
    failedTasks: 0,
    retryAtMs: 0,
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: `ECS deployment ${id} in progress.`,
  };
  for (const earlier of service.deployments) earlier.status = 'ACTIVE';
  service.deployments.unshift(deployment);
  service.isSteady = false;
  const change = {
    type: 'INFO',
    name: 'SERVICE_DEPLOYMENT_IN_PROGRESS',
    deploymentId: id,
    reason: deployment.rolloutStateReason,
  } as const;
  publishDeployment(service, change, call);
  return deployment;
}

/** Trips the circuit breaker when too many tasks have failed in a row. Answers whether it did. */
export function failDeployment(service: Service, deployment: Deployment, call: EcsCall): boolean {
  const breaker = service.configuration.deploymentCircuitBreaker;
  if (breaker?.enable !== true || deployment.rolloutState !== 'IN_PROGRESS') return false;
  if (deployment.failedTasks < failureThreshold(service)) return false;
  const reason = 'ECS deployment circuit breaker: tasks failed to start.';
  setRollout(deployment, 'FAILED', reason, call);
  addServiceEvent(service, `(deployment ${deployment.id}) deployment failed: tasks failed to start`, call);
  publishDeployment(
    service,
    { type: 'ERROR', name: 'SERVICE_DEPLOYMENT_FAILED', deploymentId: deployment.id, reason },
    call,
  );
  if (breaker.rollback !== true || deployment.isRollback || service.completed === undefined) return true;
  rollBack(service, service.completed, call);
  return false;
}

/**
 * The number of failed tasks at which the circuit breaker trips: a count, or a share of the desired count, by default
 * half of it.
 */
function failureThreshold(service: Service): number {
  const { type = 'BOUNDED_PERCENT', value } =
    service.configuration.deploymentCircuitBreaker?.thresholdConfiguration ?? {};
  const wanted = Number(value ?? 50);
  if (type === 'COUNT') return wanted;
  const share = Math.ceil((service.desiredCount * wanted) / 100);
  return type === 'UNBOUNDED_PERCENT' ? share : Math.min(FAILURES_MAX, Math.max(FAILURES_MIN, share));
}

/** The last completed deployment becomes the primary one again, and keeps its running tasks. */
function rollBack(service: Service, completed: Deployment, call: EcsCall): void {
  addServiceEvent(service, `rolling back to deployment ${completed.id}`, call);
  const isStillThere = service.deployments.includes(completed);
  const primary = isStillThere ? completed : startDeployment(service, completed, call);
  for (const each of service.deployments) each.status = 'ACTIVE';
  primary.status = 'PRIMARY';
  primary.isRollback = true;
  setRollout(
    primary,
    'IN_PROGRESS',
    `ECS deployment circuit breaker: rolling back to deploymentId ${completed.id}.`,
    call,
  );
  service.deployments = [primary, ...service.deployments.filter((each) => each !== primary)];
}

/** Ends earlier deployments without tasks, and completes the primary one when all its tasks are healthy. */
export function settleDeployments(service: Service, healthyCount: number, call: EcsCall): void {
  const tasks = tasksOfService(service, call);
  const primary = service.deployments[0]!;
  service.deployments = service.deployments.filter(
    (each) =>
      each === primary || tasks.some(({ owner, lastStatus }) => owner?.deployment === each && lastStatus !== 'STOPPED'),
  );
  const isComplete = service.deployments.length === 1 && healthyCount === service.desiredCount;
  const hasLeftovers = tasks.some(({ stop, lastStatus }) => stop !== undefined && lastStatus !== 'STOPPED');
  if (!isComplete || hasLeftovers || service.isSteady || primary.rolloutState === 'FAILED') return;
  service.isSteady = true;
  if (primary.rolloutState === 'IN_PROGRESS') {
    const reason = primary.isRollback
      ? `ECS deployment circuit breaker: rollback to deploymentId ${service.completed?.id} completed.`
      : `ECS deployment ${primary.id} completed.`;
    setRollout(primary, 'COMPLETED', reason, call);
    addServiceEvent(service, `(deployment ${primary.id}) deployment completed`, call);
    publishDeployment(
      service,
      { type: 'INFO', name: 'SERVICE_DEPLOYMENT_COMPLETED', deploymentId: primary.id, reason },
      call,
    );
    service.completed = primary;
  }
  addServiceEvent(service, 'has reached a steady state', call);
  publishServiceAction(service, { type: 'INFO', name: 'SERVICE_STEADY_STATE' }, call);
}

function setRollout(deployment: Deployment, state: Deployment['rolloutState'], reason: string, call: EcsCall): void {
  deployment.rolloutState = state;
  deployment.rolloutStateReason = reason;
  deployment.updatedAt = new Date(call.kernel.clock.now());
}
