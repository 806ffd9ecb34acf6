import type { Json, JsonObject, StateType } from '../asl/definition.ts';
import { appendEvent } from './append-event.ts';
import type { EventDetails, EventType } from './history-event.ts';
import type { Run } from './run.ts';

/** A thread of control: the top level of an execution, a Parallel state's branch or a Map state's iteration. */
export interface Flow {
  /** Id of the event that precedes this flow's next one. */
  previousEventId: number;
  readonly signal: AbortSignal;
  readonly variables: VariableScope;
  /** `Map` of the context object, inside an iteration. */
  readonly mapContext: JsonObject | undefined;
  /** States that the flow has entered and not exited, the innermost last. */
  readonly open: OpenState[];
}

export interface OpenState {
  readonly type: StateType;
  /** Running branches of a Parallel state, or iterations of a Map state. */
  readonly branches: Set<LiveBranch>;
  /** A Parallel or Map state that has recorded its failure is not recorded as aborted too. A Task is. */
  hasFailed: boolean;
}

export interface LiveBranch {
  readonly flow: Flow;
  readonly iteration: { readonly name: string; readonly index: number } | undefined;
}

/** Variables of a scope. Inner scopes read the outer ones' and assign their own. */
export interface VariableScope {
  readonly own: Record<string, Json>;
  readonly outer: VariableScope | undefined;
}

/** Appends an event to the flow, unless the flow has been aborted. */
export function record(run: Run, flow: Flow, type: EventType, details?: EventDetails): number {
  flow.signal.throwIfAborted();
  const { previousEventId } = flow;
  flow.previousEventId = appendEvent(run, { type, previousEventId, ...(details === undefined ? {} : { details }) });
  return flow.previousEventId;
}

export function visibleVariables(scope: VariableScope): Record<string, Json> {
  return scope.outer === undefined ? scope.own : { ...visibleVariables(scope.outer), ...scope.own };
}

/** Records the states that a failing sibling aborts, as AWS does; every such event follows the failed event. */
export function recordAborted(run: Run, flow: Flow, previousEventId: number): void {
  for (const state of flow.open.toReversed()) {
    for (const branch of state.branches) {
      if (branch.iteration !== undefined) {
        const details = { mapIterationAbortedEventDetails: branch.iteration };
        appendEvent(run, { type: 'MapIterationAborted', previousEventId, details });
      }
      recordAborted(run, branch.flow, previousEventId);
    }
    const type = ABORTED_TYPES[state.type];
    if (type !== undefined && !state.hasFailed) appendEvent(run, { type, previousEventId });
  }
}

const ABORTED_TYPES: Partial<Record<StateType, EventType>> = {
  Task: 'TaskStateAborted',
  Wait: 'WaitStateAborted',
  Parallel: 'ParallelStateAborted',
  Map: 'MapStateAborted',
};
