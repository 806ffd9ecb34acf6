import { companion } from '../../../kernel/companion.ts';
import type { StateMachineDefinition } from '../asl/definition.ts';
import type { HistoryEvent } from './history-event.ts';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** One execution, with everything that the API shows of it. */
export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly machine: ExecutedMachine;
  readonly input: string;
  /** Whole milliseconds, as events and child executions show them. */
  readonly startMs: number;
  status: ExecutionStatus;
  stopMs: number | undefined;
  output: string | undefined;
  error: string | undefined;
  cause: string | undefined;
  /** Empty for EXPRESS, which has no history API. */
  readonly history: HistoryEvent[];
  lastEventId: number;
  /** States entered and retries. */
  transitions: number;
}

/** Aborted when an execution ends, which stops its running states. */
export const controllerOf = companion((_execution: Execution) => new AbortController());

/** What is called when an execution has ended. */
export const endListenersOf = companion((_execution: Execution): ((execution: Execution) => void)[] => []);

/** The state machine as of the execution's start: updates do not affect running executions. */
export interface ExecutedMachine {
  readonly arn: string;
  readonly name: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly roleArn: string;
  readonly definitionText: string;
  readonly definition: StateMachineDefinition;
  readonly versionArn: string | undefined;
  readonly revisionId: string | undefined;
  readonly updateMs: number;
  readonly loggingConfiguration: object;
}

/** A flow of control stopped without failing itself: its execution ended, or a sibling branch failed. */
export class FlowAborted extends Error {}

export function isRunning(execution: Execution): boolean {
  return execution.status === 'RUNNING';
}

/** Calls back when the execution has ended, at once if it already has. Answers a function that removes the listener. */
export function onExecutionEnd(execution: Execution, listener: (execution: Execution) => void): () => void {
  if (!isRunning(execution)) {
    listener(execution);
    return () => {};
  }
  const listeners = endListenersOf(execution);
  listeners.push(listener);
  return () => {
    const index = listeners.indexOf(listener);
    if (index >= 0) listeners.splice(index, 1);
  };
}
