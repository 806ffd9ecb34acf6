import { parseIsoTimestamp } from '../../asl/iso-timestamp.ts';
import { lookupPath } from '../../asl/json-path.ts';
import { evaluateTyped } from '../../asl/jsonata-template.ts';
import { EvaluationFault, RuntimeFault } from '../../asl/states-error.ts';
import { type Frame, jsonataScope, pathRoots, type StateResult } from '../frame.ts';
import { effectiveInput, leaveWithInput } from '../state-data.ts';

const WAIT_SECONDS_MAX = 99_999_999;

export async function runWait(frame: Frame): Promise<StateResult> {
  const { clock } = frame.run.kernel;
  const seconds = frame.language === 'JSONata' ? await secondsOfExpressions(frame) : secondsOfPaths(frame);
  if (seconds > WAIT_SECONDS_MAX) throw new RuntimeFault('Wait state delay is too long.');
  await clock.sleep(Math.max(0, seconds), frame.flow.signal);
  return leaveWithInput(frame);
}

async function secondsOfExpressions(frame: Frame): Promise<number> {
  const { Seconds, Timestamp } = frame.state;
  const scope = jsonataScope(frame);
  if (Seconds !== undefined) {
    const seconds = (await evaluateTyped(Seconds, { location: 'Seconds', type: 'integer' }, scope)) as number;
    if (seconds >= 0) return seconds;
    throw new EvaluationFault(`The field 'Seconds' must not be negative, but was: ${seconds}`, 'Seconds');
  }
  const text = (await evaluateTyped(Timestamp ?? null, { location: 'Timestamp', type: 'string' }, scope)) as string;
  const atMs = parseIsoTimestamp(text);
  if (atMs === undefined) {
    throw new EvaluationFault(
      `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`,
      'Timestamp',
    );
  }
  return secondsUntil(frame, atMs);
}

function secondsOfPaths(frame: Frame): number {
  const { Seconds, SecondsPath, Timestamp, TimestampPath } = frame.state;
  if (typeof Seconds === 'number') return Seconds;
  if (SecondsPath !== undefined) return secondsAt(frame, SecondsPath);
  const text = Timestamp ?? lookupPath(TimestampPath ?? '$', pathRoots(frame, effectiveInput(frame)));
  const atMs = typeof text === 'string' ? parseIsoTimestamp(text) : undefined;
  if (atMs !== undefined) return secondsUntil(frame, atMs);
  throw new RuntimeFault(
    `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ` +
      `${TimestampPath} == ${String(text)}`,
  );
}

function secondsAt(frame: Frame, path: string): number {
  const value = lookupPath(path, pathRoots(frame, effectiveInput(frame)));
  if (value === undefined)
    throw new RuntimeFault(`The SecondsPath parameter does not reference an input value: ${path}`);
  if (!Number.isInteger(value)) {
    throw new RuntimeFault(`The SecondsPath parameter cannot be parsed as a long value: ${path} == ${String(value)}`);
  }
  if ((value as number) < 0) {
    throw new RuntimeFault(`The SecondsPath parameter references a negative value: ${path} == ${String(value)}`);
  }
  return value as number;
}

function secondsUntil(frame: Frame, atMs: number): number {
  return (atMs - frame.run.kernel.clock.now()) / 1000;
}
