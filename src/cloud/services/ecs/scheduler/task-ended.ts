import { addServiceEvent, publishServiceAction } from '../service-events.ts';
import type { Deployment, EcsCall, Service, Task } from '../store.ts';
import { wake } from './wake.ts';

/** This many failed tasks in a row are replaced at once; each further replacement waits twice as long as the one before. */
const FREE_FAILURES = 3;
const FIRST_DELAY_SECONDS = 10;
const LAST_DELAY_SECONDS = 27 * 60;

/** Counts an ended task of a service, throttles its replacement, and wakes the scheduler. */
export function taskEnded(task: Task, call: EcsCall): void {
  if (task.owner === undefined) return;
  const { service, deployment } = task.owner;
  if (hasFailed(task)) {
    deployment.failedTasks++;
    throttle(service, deployment, call);
  }
  service.isSteady = false;
  wake(service, call);
}

/**
 * A task has failed when it never ran, or never passed its load balancer's checks. One that ran without any checks
 * and then exited does not count: this is why a crash loop without health checks never trips a circuit breaker.
 */
function hasFailed(task: Task): boolean {
  if (task.stop?.code === 'TaskFailedToStart' || task.stop?.reason.startsWith('Task failed ELB health checks'))
    return true;
  if (task.stop?.code !== 'EssentialContainerExited') return false;
  const isChecked = (task.owner?.deployment.loadBalancers.length ?? 0) > 0;
  return task.startedAt === undefined || (isChecked && !task.wasHealthy);
}

function throttle(service: Service, deployment: Deployment, call: EcsCall): void {
  const beyond = deployment.failedTasks - FREE_FAILURES;
  if (beyond < 0) return;
  const delaySeconds = Math.min(LAST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** beyond);
  deployment.retryAtMs = call.kernel.clock.now() + delaySeconds * 1000;
  if (beyond > 0) return;
  addServiceEvent(
    service,
    'is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide',
    call,
  );
  publishServiceAction(service, { type: 'WARN', name: 'SERVICE_TASK_START_IMPAIRED' }, call);
}
