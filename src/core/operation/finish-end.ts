import { type EndedOperation, isEnded, type OperationEvent } from '../entities.ts';
import { own } from '../own.ts';
import type { FinishPorts, Ports } from '../ports/index.ts';
import { markScopeFailed } from './mark-scope-failed.ts';
import { freeLock } from './operation-lock.ts';

export type EndPorts = FinishPorts & Pick<Ports, 'operationKinds' | 'triggers' | 'log'>;

/**
 * All that follows an end, except for the lock: updates the scope state, wakes the waiters of stacks that are no longer being
 * changed, and notifies clients and Service Catalog. Each part may be repeated. The operation stays `unfinished` until all are
 * done, and is finished by a repeated Task state, the execution's event, the same request, or the sweep.
 */
export async function finishEnd(ended: EndedOperation, ports: EndPorts): Promise<EndedOperation> {
  await markScopeFailed(ended, ports);
  return tellOthers(ended, ports);
}

/** The same for a caller who knows that no step of the operation runs any more: frees the lock before it notifies others. */
export async function finishAndFree(ended: EndedOperation, ports: EndPorts): Promise<EndedOperation> {
  await markScopeFailed(ended, ports);
  await freeLock(ended, ports);
  return tellOthers(ended, ports);
}

async function tellOthers(ended: EndedOperation, ports: EndPorts): Promise<EndedOperation> {
  if (ended.unfinished === undefined) return ended;
  await ports.operationKinds[ended.kind].finish?.(ended, ports);
  await ports.state.appendEvent(endEvent(ended, ended.unfinished.eventId));
  await own(ports.triggers, ended.trigger)?.finish?.(ended, ports);
  // Its Task states wait no more.
  await ports.state.dropTokens(ended.id);
  const finished = await ports.state.updateOperation(ended.id, (now) => {
    if (!isEnded(now) || now.unfinished === undefined) return now;
    const { unfinished: _, ...rest } = now;
    return rest;
  });
  return isEnded(finished) ? finished : ended;
}

/** Its id was chosen with the end, so that telling it again tells it once. */
function endEvent(ended: EndedOperation, id: string): OperationEvent {
  const { id: operationId, kind, scope, status, endedAt: time } = ended;
  const common = { id, operationId, time };
  if (status === 'succeeded') return { ...common, level: 'info', message: `${kind} of ${scope} succeeded` };
  return { ...common, level: 'error', message: `${kind} of ${scope} ${status}: ${ended.error.message}` };
}
