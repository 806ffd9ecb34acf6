import type { Json } from '../asl/definition.ts';
import { insertAt } from '../asl/reference-path.ts';
import { decideRetry, findCatcher, type RetryCounts } from '../asl/retry-decision.ts';
import { ERROR, EvaluationFault, RuntimeFault, StatesError } from '../asl/states-error.ts';
import { record } from './flow.ts';
import type { Frame, StateResult } from './frame.ts';
import { assignments, leaveWith } from './state-data.ts';

/**
 * Runs a state that may be retried and caught. `giveUp` is called once, when no retrier matches the error:
 * Parallel and Map states record their failure there.
 */
export async function runGuarded(
  frame: Frame,
  attempt: () => Promise<StateResult>,
  giveUp: () => void = () => {},
): Promise<StateResult> {
  const { run, flow, state } = frame;
  const counts: RetryCounts = new Map();
  for (;;) {
    try {
      return await attempt();
    } catch (caught) {
      const error = failureOf(frame, caught);
      const seconds = decideRetry(state.Retry ?? [], error, { counts, random: run.host.random });
      if (seconds === undefined) {
        giveUp();
        return leaveCaught(frame, error);
      }
      await run.kernel.clock.sleep(seconds, flow.signal);
      frame.retryCount++;
      run.execution.transitions++;
      run.store.transitions++;
    }
  }
}

/** A thrown error as an error of the language. Runtime faults get AWS's introduction; any other error is rethrown. */
export function failureOf(frame: Frame, caught: unknown): StatesError {
  if (caught instanceof StatesError) return caught;
  if (!(caught instanceof RuntimeFault || caught instanceof EvaluationFault)) throw caught;
  const cause =
    `An error occurred while executing the state '${frame.name}' ` +
    `(entered at the event id #${frame.enteredEventId}). ${caught.message}`;
  if (caught instanceof RuntimeFault) return new StatesError(ERROR.runtime, cause);
  recordEvaluationFailed(frame, cause, caught.location);
  return new StatesError(ERROR.queryEvaluation, cause);
}

/** A failure while the state is being entered follows the event before the entry; a Wait state's does not. */
function recordEvaluationFailed(frame: Frame, cause: string, location: string | undefined): void {
  const { run, flow, state } = frame;
  if (flow.previousEventId === frame.enteredEventId && state.Type !== 'Wait') {
    flow.previousEventId = frame.beforeEventId;
  }
  record(run, flow, 'EvaluationFailed', {
    evaluationFailedEventDetails: {
      error: ERROR.queryEvaluation,
      cause,
      ...(location === undefined ? {} : { location }),
      state: frame.name,
    },
  });
}

async function leaveCaught(frame: Frame, error: StatesError): Promise<StateResult> {
  const catcher = findCatcher(frame.state.Catch ?? [], error);
  if (catcher === undefined) throw error;
  const errorOutput = { Error: error.errorName ?? null, Cause: error.causeText ?? null } satisfies Json;
  if (frame.language === 'JSONata') return leaveWith(frame, catcher, { errorOutput }, errorOutput);
  const output =
    catcher.ResultPath === null ? frame.input : insertAt(catcher.ResultPath ?? '$', frame.input, errorOutput);
  const assigned = await assignments(frame, catcher.Assign, { data: errorOutput, known: {} });
  return { output, assigned, next: catcher.Next };
}
