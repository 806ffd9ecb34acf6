import type { HistoryEvent as SdkHistoryEvent } from '@aws-sdk/client-sfn';
import { endExecution } from './end-execution.ts';
import { FlowAborted, isRunning, type Run } from './execution.ts';

export type HistoryEvent = SdkHistoryEvent & { id: number; previousEventId: number };
export type EventType = NonNullable<SdkHistoryEvent['type']>;
export type EventDetails = Omit<SdkHistoryEvent, 'type' | 'id' | 'previousEventId' | 'timestamp'>;

/** AWS ends an execution whose history is full; the last place is for the event that says so. */
export const HISTORY_EVENTS_MAX = 25_000;

/** Appends an event and answers its id. Nothing is appended to an execution that has ended. */
export function appendEvent(
  run: Run,
  event: { readonly type: EventType; readonly previousEventId: number; readonly details?: EventDetails },
): number {
  const { execution } = run;
  if (!isRunning(execution)) throw new FlowAborted('the execution has ended');
  if (execution.machine.type === 'STANDARD' && execution.lastEventId >= HISTORY_EVENTS_MAX - 1) {
    endExecution(run, {
      status: 'FAILED',
      error: 'States.Runtime',
      cause: `The execution reached the maximum number of history events (${HISTORY_EVENTS_MAX}).`,
      previousEventId: event.previousEventId,
    });
    throw new FlowAborted('the history is full');
  }
  return pushEvent(run, event);
}

/** Appends without asking whether that is still allowed. */
export function pushEvent(
  run: Run,
  event: { readonly type: EventType; readonly previousEventId: number; readonly details?: EventDetails },
): number {
  const { execution, kernel } = run;
  const id = ++execution.lastEventId;
  if (execution.machine.type === 'STANDARD') {
    execution.history.push({
      timestamp: new Date(kernel.clock.now()),
      type: event.type,
      id,
      previousEventId: event.previousEventId,
      ...event.details,
    });
  }
  return id;
}

/** Error and cause as events show them: what is not there is left out. */
export function errorDetails(error: string | undefined, cause: string | undefined): { error?: string; cause?: string } {
  return { ...(error ? { error } : {}), ...(cause ? { cause } : {}) };
}
