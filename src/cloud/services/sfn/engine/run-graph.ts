import { type Json, queryLanguageOf, type State, type StateGraph } from '../asl/definition.ts';
import { ERROR, StatesError } from '../asl/states-error.ts';
import { runTask } from '../tasks/run-task.ts';
import { endExecution } from './end-execution.ts';
import { controllerOf } from './execution.ts';
import { failureOf } from './failure.ts';
import { type Flow, type OpenState, record } from './flow.ts';
import type { Frame, StateResult } from './frame.ts';
import type { EventType } from './history-event.ts';
import type { Run } from './run.ts';
import { checkSize } from './state-data.ts';
import { runChoice } from './states/choice.ts';
import { runFail } from './states/fail.ts';
import { runMap } from './states/map.ts';
import { runParallel } from './states/parallel.ts';
import { runPass } from './states/pass.ts';
import { runSucceed } from './states/succeed.ts';
import { runWait } from './states/wait.ts';

/** Runs the states of a graph from its start to an end, and answers the last one's output. */
export async function runGraph(run: Run, flow: Flow, graph: StateGraph, input: Json): Promise<Json> {
  let name: string | undefined = graph.StartAt;
  let data = input;
  while (name !== undefined) {
    const state: State | undefined = graph.States[name];
    if (state === undefined) throw new StatesError(ERROR.runtime, `the state '${name}' does not exist`);
    await run.kernel.clock.sleep(run.kernel.durations.seconds('state transition'), flow.signal);
    const { output, next }: StateResult = await visitState(run, flow, { name, state, input: data });
    name = next;
    data = output;
  }
  return data;
}

const STATE_RUNNERS: Readonly<Record<State['Type'], (frame: Frame) => Promise<StateResult>>> = {
  Pass: runPass,
  Task: runTask,
  Choice: runChoice,
  Wait: runWait,
  Succeed: runSucceed,
  Fail: runFail,
  Parallel: (frame) => runParallel(frame, runGraph),
  Map: (frame) => runMap(frame, runGraph),
};

async function visitState(
  run: Run,
  flow: Flow,
  { name, state, input }: { name: string; state: State; input: Json },
): Promise<StateResult> {
  const frame = enterState(run, flow, { name, state, input });
  let result: StateResult;
  try {
    result = await STATE_RUNNERS[state.Type](frame);
    checkSize(result.output, name);
  } catch (caught) {
    throw failureOf(frame, caught);
  }
  exitState(frame, result);
  return result;
}

function enterState(run: Run, flow: Flow, visit: { name: string; state: State; input: Json }): Frame {
  const { name, state, input } = visit;
  const beforeEventId = flow.previousEventId;
  const enteredEventId = record(run, flow, `${state.Type}StateEntered` as EventType, {
    stateEnteredEventDetails: { name, input: JSON.stringify(input), inputDetails: { truncated: false } },
  });
  const open: OpenState = { type: state.Type, branches: new Set(), hasFailed: false };
  flow.open.push(open);
  stopIfStruck(run, name);
  run.execution.transitions++;
  run.store.transitions++;
  return {
    run,
    flow,
    name,
    state,
    language: queryLanguageOf(state, run.execution.machine.definition),
    input,
    enteredEventId,
    enteredMs: run.kernel.clock.now(),
    beforeEventId,
    open,
    retryCount: 0,
    taskToken: undefined,
  };
}

/** A fault: an operator stops the execution in this very state. */
function stopIfStruck(run: Run, state: string): void {
  const { machine } = run.execution;
  const struck = run.kernel.faults.strike(
    'execution stopped',
    (fault) => fault.machine === machine.name && (fault.state ?? state) === state,
  );
  if (struck === undefined) return;
  const stop = () => endExecution(run, { status: 'ABORTED', cause: 'stopped by a fault', previousEventId: 0 });
  if (struck.seconds !== undefined) return void run.kernel.clock.after(struck.seconds, stop);
  stop();
  throw controllerOf(run.execution).signal.reason;
}

function exitState(frame: Frame, { output, assigned }: StateResult): void {
  const { run, flow, name, state } = frame;
  const variables = Object.entries(assigned).map(([key, value]) => [key, JSON.stringify(value)] as const);
  record(run, flow, `${state.Type}StateExited` as EventType, {
    stateExitedEventDetails: {
      name,
      output: JSON.stringify(output),
      outputDetails: { truncated: false },
      ...(variables.length === 0
        ? {}
        : { assignedVariables: Object.fromEntries(variables), assignedVariablesDetails: { truncated: false } }),
    },
  });
  flow.open.pop();
  Object.assign(flow.variables.own, assigned);
}
