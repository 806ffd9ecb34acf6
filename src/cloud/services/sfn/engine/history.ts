import type { EventDetails, EventType } from './history-event.ts';
import type { Run } from './run.ts';

/** Appends an event without checking whether the execution has ended or its history is full. */
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

/** Error and cause as events show them; an absent one is omitted. */
export function errorDetails(error: string | undefined, cause: string | undefined): { error?: string; cause?: string } {
  return { ...(error ? { error } : {}), ...(cause ? { cause } : {}) };
}
