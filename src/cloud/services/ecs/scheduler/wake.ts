import type { TimerName } from '../../../kernel/timers.ts';
import type { EcsCall, Service } from '../store.ts';
import { reconcile } from './reconcile.ts';

/** How often the scheduler reads a service's target health: more often while the service changes. */
const TICK_SECONDS = 5;
const STEADY_TICK_SECONDS = 15;

/** Makes the scheduler reconcile a service. A call during a reconciliation makes it run once more. */
export function wake(service: Service, call: EcsCall): void {
  service.mustReconcile = true;
  if (service.isReconciling) return;
  service.isReconciling = true;
  call.kernel.background(turn(service, call), `the scheduler's look at ${service.arn}`);
}

async function turn(service: Service, call: EcsCall): Promise<void> {
  call.kernel.timers.cancel(lookTimer(service, call));
  try {
    while (service.mustReconcile) {
      service.mustReconcile = false;
      await reconcile(service, call);
    }
  } finally {
    service.isReconciling = false;
  }
  if (service.status === 'INACTIVE') return;
  const seconds = service.isSteady ? STEADY_TICK_SECONDS : TICK_SECONDS;
  call.kernel.timers.set(lookTimer(service, call), seconds);
}

/** When the scheduler looks again. */
function lookTimer({ arn }: Service, { account, region }: EcsCall): TimerName {
  return { service: 'ecs', name: 'look', key: arn, account, region };
}
