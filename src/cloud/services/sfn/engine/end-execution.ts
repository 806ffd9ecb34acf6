import { controllerOf, type ExecutionStatus, endListenersOf, FlowAborted, isRunning } from './execution.ts';
import { errorDetails, pushEvent } from './history.ts';
import type { EventDetails, EventType } from './history-event.ts';
import { publishStatus } from './publish-status.ts';
import type { Run } from './run.ts';

export interface ExecutionEnd {
  readonly status: Exclude<ExecutionStatus, 'RUNNING'>;
  readonly output?: string;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  readonly previousEventId: number;
}

/** Ends an execution once: appends the last event, sets the status, aborts running states, publishes, calls listeners. */
export function endExecution(run: Run, end: ExecutionEnd): void {
  const { execution, kernel } = run;
  if (!isRunning(execution)) return;
  pushEvent(run, { type: EVENT_TYPES[end.status], previousEventId: end.previousEventId, details: endDetails(end) });
  execution.status = end.status;
  execution.stopMs = Math.floor(kernel.clock.now());
  execution.output = end.output;
  execution.error = end.error;
  execution.cause = end.cause;
  controllerOf(execution).abort(new FlowAborted(`the execution is ${end.status}`));
  publishStatus(run);
  for (const listener of endListenersOf(execution).splice(0)) listener(execution);
}

const EVENT_TYPES: Readonly<Record<ExecutionEnd['status'], EventType>> = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
};

function endDetails(end: ExecutionEnd): EventDetails {
  const failure = errorDetails(end.error, end.cause);
  switch (end.status) {
    case 'SUCCEEDED':
      return { executionSucceededEventDetails: { output: end.output, outputDetails: { truncated: false } } };
    case 'FAILED':
      return { executionFailedEventDetails: failure };
    case 'TIMED_OUT':
      return { executionTimedOutEventDetails: failure };
    case 'ABORTED':
      return { executionAbortedEventDetails: failure };
  }
}
