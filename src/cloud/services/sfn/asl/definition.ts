/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export type QueryLanguage = 'JSONPath' | 'JSONata';

/** A state machine, a Parallel state's branch or a Map state's processor: states and where to begin. */
export interface StateGraph {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export interface StateMachineDefinition extends StateGraph {
  readonly QueryLanguage?: QueryLanguage;
  readonly TimeoutSeconds?: number;
}

export type StateType = 'Pass' | 'Task' | 'Choice' | 'Wait' | 'Succeed' | 'Fail' | 'Parallel' | 'Map';

/** One state, with every field of every type; validation checks which ones are allowed. */
export interface State {
  readonly Type: StateType;
  readonly QueryLanguage?: QueryLanguage;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Assign?: JsonObject;

  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
  readonly Parameters?: Json;
  readonly ResultSelector?: JsonObject;
  readonly ResultPath?: string | null;
  readonly Result?: Json;

  readonly Arguments?: Json;
  readonly Output?: Json;

  readonly Resource?: string;
  readonly Credentials?: JsonObject;
  readonly TimeoutSeconds?: number | string;
  readonly TimeoutSecondsPath?: string;
  readonly HeartbeatSeconds?: number | string;
  readonly HeartbeatSecondsPath?: string;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];

  readonly Choices?: readonly ChoiceRule[];
  readonly Default?: string;

  readonly Seconds?: number | string;
  readonly SecondsPath?: string;
  readonly Timestamp?: string;
  readonly TimestampPath?: string;

  readonly Error?: string;
  readonly ErrorPath?: string;
  readonly Cause?: string;
  readonly CausePath?: string;

  readonly Branches?: readonly StateGraph[];

  readonly Items?: Json;
  readonly ItemsPath?: string;
  readonly ItemSelector?: Json;
  readonly ItemProcessor?: ItemProcessor;
  readonly Iterator?: ItemProcessor;
  readonly MaxConcurrency?: number | string;
  readonly MaxConcurrencyPath?: string;
}

export interface ItemProcessor extends StateGraph {
  readonly ProcessorConfig?: { readonly Mode?: 'INLINE' | 'DISTRIBUTED'; readonly ExecutionType?: string };
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly ResultPath?: string | null;
  readonly Output?: Json;
  readonly Assign?: JsonObject;
}

/** JSONata: `Condition`. JSONPath: a comparison, or `And`, `Or`, `Not` of them. */
export interface ChoiceRule {
  readonly Next?: string;
  readonly Condition?: string | boolean;
  readonly Assign?: JsonObject;
  readonly Output?: Json;
  readonly And?: readonly ChoiceRule[];
  readonly Or?: readonly ChoiceRule[];
  readonly Not?: ChoiceRule;
  readonly Variable?: string;
  readonly [comparison: string]: unknown;
}

/** A state's own query language, or its machine's, or JSONPath. */
export function queryLanguageOf(state: State, machine: StateMachineDefinition): QueryLanguage {
  return state.QueryLanguage ?? machine.QueryLanguage ?? 'JSONPath';
}

/** The graph that a Map state runs for each item. */
export function processorOf(state: State): ItemProcessor {
  const processor = state.ItemProcessor ?? state.Iterator;
  if (processor === undefined) throw new Error('a Map state without ItemProcessor passed validation');
  return processor;
}

/**
 * Every state of the machine with the pointer to it, those of branches and processors too. Takes definitions that are
 * not validated yet: values that are not states are skipped.
 */
export function* statesOf(graph: StateGraph | undefined, at = ''): Generator<readonly [State, string]> {
  for (const [name, state] of Object.entries(graph?.States ?? {})) {
    if (typeof state !== 'object' || state === null) continue;
    const location = `${at}/States/${name}`;
    yield [state, location];
    for (const [index, branch] of Object.entries(state.Branches ?? {})) {
      yield* statesOf(branch, `${location}/Branches[${index}]`);
    }
    yield* statesOf(state.ItemProcessor, `${location}/ItemProcessor`);
    yield* statesOf(state.Iterator, `${location}/Iterator`);
  }
}
