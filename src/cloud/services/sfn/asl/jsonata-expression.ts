import jsonata from 'jsonata';
import type { Json } from './definition.ts';
import { drawer, hash, type IntrinsicHost, partition, range } from './intrinsics.ts';
import { EvaluationFault } from './states-error.ts';

/** Real time, since it only guards against expressions that never end; no result depends on it. */
const EVALUATION_MILLISECONDS_MAX = 5000;
const EVALUATION_DEPTH_MAX = 500;
const EXPRESSIONS_MAX = 2000;

/** The bindings of an expression: `$states`, and every variable in scope by its name. */
export interface JsonataScope {
  readonly states: Json;
  readonly variables: Readonly<Record<string, Json>>;
  readonly host: IntrinsicHost;
}

const compiled = new Map<string, jsonata.Expression>();

/** The expression between `{%` and `%}`, or `undefined` for a plain string. */
export function expressionIn(text: string): string | undefined {
  return text.startsWith('{%') && text.endsWith('%}') && text.length >= 4 ? text.slice(2, -2).trim() : undefined;
}

/** Evaluates one expression as AWS does: without an input document and `$eval`; an undefined result is an error. */
export async function evaluateJsonata(expression: string, location: string, scope: JsonataScope): Promise<Json> {
  const quoted = `The JSONata expression '${expression}' specified for the field '${location}'`;
  const bindings = { ...hostFunctions(scope.host), ...scope.variables, states: scope.states };
  let value: unknown;
  try {
    value = await compile(expression).evaluate(undefined, bindings);
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    const reason = code === undefined ? message : `${code}: ${message}`;
    throw new EvaluationFault(`${quoted} threw an error during evaluation. ${reason}`, location);
  }
  if (value === undefined) throw new EvaluationFault(`${quoted} returned nothing (undefined).`, location);
  if (typeof value === 'function' || isJsonataFunction(value)) {
    throw new EvaluationFault(`${quoted} returned an unsupported result type.`, location);
  }
  // JSONata marks its arrays with properties of its own, and its results share objects with the variables.
  return JSON.parse(JSON.stringify(value)) as Json;
}

/** Throws when the expression cannot be parsed. */
export function checkJsonata(expression: string): void {
  compile(expression);
}

function compile(expression: string): jsonata.Expression {
  const known = compiled.get(expression);
  if (known !== undefined) return known;
  const fresh = jsonata(expression, { timeout: EVALUATION_MILLISECONDS_MAX, stack: EVALUATION_DEPTH_MAX });
  if (compiled.size < EXPRESSIONS_MAX) compiled.set(expression, fresh);
  return fresh;
}

function isJsonataFunction(value: unknown): boolean {
  return typeof value === 'object' && value !== null && ('_jsonata_function' in value || '_jsonata_lambda' in value);
}

/** What AWS adds to JSONata, and JSONata's own functions of time and random numbers, taken from the kernel. */
function hostFunctions(host: IntrinsicHost): Record<string, unknown> {
  const nowMs = host.nowMs();
  return {
    partition: (items: Json[], size: number) => partition(items, size),
    range: (first: number, last: number, step: number) => range(first, last, step),
    hash: (value: Json, algorithm: string) => hash(value, algorithm),
    random: (seed?: number) => drawer(seed, host)(),
    uuid: () => host.uuid(),
    parse: (text: string | undefined) => (text === undefined ? undefined : JSON.parse(text)),
    eval: () => {
      throw new Error('$eval is not supported, use $parse');
    },
    millis: () => nowMs,
    now: (picture?: string, timezone?: string) => formattedTime(nowMs, picture, timezone),
  };
}

/** `$fromMillis` formats the time of the cloud's clock. */
async function formattedTime(nowMs: number, picture?: string, timezone?: string): Promise<unknown> {
  return jsonata('$fromMillis(ms, picture, timezone)').evaluate({ ms: nowMs, picture, timezone });
}
