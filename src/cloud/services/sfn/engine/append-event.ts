import { endExecution } from './end-execution.ts';
import { FlowAborted, isRunning } from './execution.ts';
import { pushEvent } from './history.ts';
import type { EventDetails, EventType } from './history-event.ts';
import type { Run } from './run.ts';

/** AWS fails an execution whose history is full; the last event records that. */
export const HISTORY_EVENTS_MAX = 25_000;

/** Appends an event and answers its id. Throws `FlowAborted` when the execution has ended. */
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
