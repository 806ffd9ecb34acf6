import type { Json, JsonObject } from '../asl/definition.ts';
import { resolvePath } from '../asl/json-path.ts';
import { evaluateTemplate } from '../asl/jsonata-template.ts';
import { fillPayloadTemplate } from '../asl/payload-template.ts';
import { insertAt } from '../asl/reference-path.ts';
import { ERROR, StatesError } from '../asl/states-error.ts';
import { type Frame, jsonataScope, pathRoots, type StateResult } from './frame.ts';

/** A payload between states: 256 KiB of JSON. */
export const PAYLOAD_BYTES_MAX = 262_144;

/** JSONPath: the input after InputPath. JSONata: the input. */
export function effectiveInput(frame: Frame): Json {
  return frame.language === 'JSONata' ? frame.input : throughPath(frame, frame.state.InputPath, frame.input);
}

/** The effective arguments of a Task, Parallel or Map state: Arguments, or Parameters, or the input. */
export async function stateArguments(frame: Frame): Promise<Json> {
  const { Arguments, Parameters } = frame.state;
  if (frame.language === 'JSONata') {
    return Arguments === undefined ? frame.input : evaluateTemplate(Arguments, 'Arguments', jsonataScope(frame));
  }
  const data = effectiveInput(frame);
  return Parameters === undefined ? data : fillPayloadTemplate(Parameters, pathRoots(frame, data), frame.run.host);
}

/** Leaves a state with a result: applies Output and Assign, or ResultSelector, ResultPath and OutputPath. */
export async function leaveWithResult(frame: Frame, result: Json): Promise<StateResult> {
  const { state, run } = frame;
  if (frame.language === 'JSONata') return leaveWith(frame, state, { result }, result);
  const selected =
    state.ResultSelector === undefined
      ? result
      : fillPayloadTemplate(state.ResultSelector, pathRoots(frame, result), run.host);
  const placed = state.ResultPath === null ? frame.input : insertAt(state.ResultPath ?? '$', frame.input, selected);
  const output = throughPath(frame, state.OutputPath, placed);
  return { output, assigned: await assignments(frame, state.Assign, { data: result, known: {} }), next: state.Next };
}

/** Leaves a state without a result: a Choice, Wait or Succeed state. */
export async function leaveWithInput(frame: Frame): Promise<StateResult> {
  const { state } = frame;
  if (frame.language === 'JSONata') return leaveWith(frame, state, {}, frame.input);
  const data = effectiveInput(frame);
  const assigned = await assignments(frame, state.Assign, { data, known: {} });
  return { output: throughPath(frame, state.OutputPath, data), assigned, next: state.Next };
}

/** The owner of Output and Assign: a state, a choice rule or a catcher. */
export interface LeavingFields {
  readonly Output?: Json;
  readonly Assign?: JsonObject;
  readonly Next?: string;
}

/** Evaluates Output and Assign independently: neither sees the result of the other. */
export async function leaveWith(
  frame: Frame,
  fields: LeavingFields,
  known: JsonObject,
  otherwise: Json,
): Promise<StateResult> {
  const scope = jsonataScope(frame, known);
  const output = fields.Output === undefined ? otherwise : await evaluateTemplate(fields.Output, 'Output', scope);
  const assigned = await assignments(frame, fields.Assign, { data: otherwise, known });
  return { output, assigned, next: fields.Next };
}

export async function assignments(
  frame: Frame,
  assign: JsonObject | undefined,
  seen: { readonly data: Json; readonly known: JsonObject },
): Promise<JsonObject> {
  if (assign === undefined) return {};
  const assigned =
    frame.language === 'JSONata'
      ? await evaluateTemplate(assign, 'Assign', jsonataScope(frame, seen.known))
      : fillPayloadTemplate(assign, pathRoots(frame, seen.data), frame.run.host);
  checkSize(assigned, frame.name);
  return assigned as JsonObject;
}

/** Throws for a payload larger than the limit between states. */
export function checkSize(value: Json, origin: string): void {
  if (Buffer.byteLength(JSON.stringify(value)) <= PAYLOAD_BYTES_MAX) return;
  throw new StatesError(
    ERROR.dataLimit,
    `The state/task '${origin}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}

/** InputPath and OutputPath: `null` yields an empty object. */
function throughPath(frame: Frame, path: string | null | undefined, data: Json): Json {
  if (path === null) return {};
  return path === undefined || path === '$' ? data : resolvePath(path, pathRoots(frame, data));
}
