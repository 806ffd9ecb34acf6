import { companion } from '../../../kernel/companion.ts';
import type { StateMachineDefinition } from '../asl/definition.ts';
import type { HistoryEvent } from './history-event.ts';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** One execution with all that the API tells about it. */
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

/** Aborted when an execution ends: everything under way in it stops. */
export const controllerOf = companion((_execution: Execution) => new AbortController());

/** What is called when an execution has ended. */
export const endListenersOf = companion((_execution: Execution): ((execution: Execution) => void)[] => []);

/** The machine as it was when the execution began: updates do not reach running executions. */
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

/** Why a flow of control stopped without failing: its execution ended, or a sibling branch failed. */
export class FlowAborted extends Error {}

export function isRunning(execution: Execution): boolean {
  return execution.status === 'RUNNING';
}

/** Calls back when the execution has ended, at once if it has. The answer takes the listener away. */
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
