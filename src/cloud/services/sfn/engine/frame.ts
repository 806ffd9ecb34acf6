import type { Json, JsonObject, QueryLanguage, State } from '../asl/definition.ts';
import type { PathRoots } from '../asl/json-path.ts';
import type { JsonataScope } from '../asl/jsonata-expression.ts';
import { type Flow, type OpenState, visibleVariables } from './flow.ts';
import type { Run } from './run.ts';

/** One visit of one state. */
export interface Frame {
  readonly run: Run;
  readonly flow: Flow;
  readonly name: string;
  readonly state: State;
  readonly language: QueryLanguage;
  readonly input: Json;
  readonly enteredEventId: number;
  readonly enteredMs: number;
  /** The event before the state was entered, which a failure of the entry itself follows. */
  readonly beforeEventId: number;
  readonly open: OpenState;
  retryCount: number;
  taskToken: string | undefined;
}

/** A state's result: its output, its assigned variables and the next state, absent at the end of the graph. */
export interface StateResult {
  readonly output: Json;
  readonly assigned: JsonObject;
  readonly next: string | undefined;
}

/** The context object, `$$` or `$states.context`. */
export function contextOf(frame: Frame): JsonObject {
  const { execution } = frame.run;
  const { machine } = execution;
  const repeats = frame.state.Type === 'Task' || frame.state.Type === 'Map' || frame.state.Type === 'Parallel';
  return {
    Execution: {
      Id: execution.arn,
      Input: JSON.parse(execution.input) as Json,
      StartTime: new Date(execution.startMs).toISOString(),
      Name: execution.name,
      RoleArn: machine.roleArn,
      RedriveCount: 0,
    },
    StateMachine: { Id: machine.arn, Name: machine.name },
    State: {
      Name: frame.name,
      EnteredTime: new Date(frame.enteredMs).toISOString(),
      ...(repeats ? { RetryCount: frame.retryCount } : {}),
    },
    ...(frame.flow.mapContext === undefined ? {} : { Map: frame.flow.mapContext }),
    ...(frame.taskToken === undefined ? {} : { Task: { Token: frame.taskToken } }),
  };
}

/** The bindings of this state's JSONata expressions. `known` adds `result` or `errorOutput`. */
export function jsonataScope(
  frame: Frame,
  known: JsonObject = {},
  context: JsonObject = contextOf(frame),
): JsonataScope {
  return {
    states: { input: frame.input, context, ...known },
    variables: visibleVariables(frame.flow.variables),
    host: frame.run.host,
  };
}

/** The roots of this state's JSONPaths. */
export function pathRoots(frame: Frame, data: Json, context: JsonObject = contextOf(frame)): PathRoots {
  return { data, context, variables: visibleVariables(frame.flow.variables) };
}
