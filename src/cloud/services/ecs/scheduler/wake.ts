import type { EcsCall, Service } from '../store.ts';
import { reconcile } from './reconcile.ts';

/** How often a service looks at its targets' health: often while something changes, seldom while nothing does. */
const TICK_SECONDS = 5;
const STEADY_TICK_SECONDS = 15;

/** Lets the service scheduler look at a service. Calls that come while it looks make it look once more. */
export function wake(service: Service, call: EcsCall): void {
  service.mustReconcile = true;
  if (service.isReconciling) return;
  service.isReconciling = true;
  call.kernel.background(turn(service, call));
}

async function turn(service: Service, call: EcsCall): Promise<void> {
  service.cancelTick();
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
  service.cancelTick = call.kernel.clock.after(seconds, () => wake(service, call));
}
