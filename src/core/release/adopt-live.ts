import type { Live, Operation } from '../entities.ts';
import { updateHeldState } from '../operation/operation-lock.ts';
import type { Ports } from '../ports/index.ts';
import { withTraffic } from './live-state.ts';

/** Records what serves as live, and the release that was recorded before it as a standby. Errors: Fenced. */
export async function adoptLive(operation: Operation, live: Live, ports: Pick<Ports, 'state' | 'time'>): Promise<void> {
  const { state } = ports;
  const { scope } = operation;
  const { slot, release, weights, previousRelease, since } = live;
  await updateHeldState(
    operation,
    { scope, decide: (now) => withTraffic({ ...now, live, updatedAt: since }, slot, weights) },
    ports,
  );
  await state.updateRelease(scope, release, (now) => ({ ...now, status: 'live' }));
  if (previousRelease !== undefined) {
    await state.updateRelease(scope, previousRelease, (now) => ({ ...now, status: 'standby' }));
  }
}
