/**
 * An error by which a state fails: a name to match on and a text. Both may be missing, as in
 * `SendTaskFailure` without them.
 */
export class StatesError extends Error {
  readonly errorName: string | undefined;
  readonly causeText: string | undefined;
  /** Another name that matches too: a missed heartbeat is reported as States.Timeout. */
  readonly alias: string | undefined;

  constructor(errorName: string | undefined, causeText: string | undefined, alias?: string) {
    super(causeText ?? errorName ?? 'failed');
    this.name = errorName ?? 'StatesError';
    this.errorName = errorName;
    this.causeText = causeText;
    this.alias = alias;
  }
}

/** A fault of the definition at run time: a missing path, a value of the wrong type. States.Runtime cannot be caught. */
export class RuntimeFault extends Error {}

/** A JSONata expression failed, or its result is not valid for its field. `location` is the field, `Output/total`. */
export class EvaluationFault extends Error {
  readonly location: string | undefined;

  constructor(message: string, location?: string) {
    super(message);
    this.location = location;
  }
}

export const ERROR = {
  all: 'States.ALL',
  taskFailed: 'States.TaskFailed',
  timeout: 'States.Timeout',
  heartbeatTimeout: 'States.HeartbeatTimeout',
  runtime: 'States.Runtime',
  queryEvaluation: 'States.QueryEvaluationError',
  dataLimit: 'States.DataLimitExceeded',
  noChoiceMatched: 'States.NoChoiceMatched',
  intrinsicFailure: 'States.IntrinsicFailure',
  resultPathMatch: 'States.ResultPathMatchFailure',
} as const;
