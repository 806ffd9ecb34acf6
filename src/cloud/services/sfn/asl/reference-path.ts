import type { Json } from './definition.ts';
import { isObject } from './json-path.ts';
import { type PathSegment, parseJsonPath } from './json-path-syntax.ts';
import { ERROR, StatesError } from './states-error.ts';

/** `data` with `value` at a reference path (ResultPath): missing objects are created, array items replaced. */
export function insertAt(path: string, data: Json, value: Json): Json {
  return insert(data, parseJsonPath(path).segments, value);
}

function insert(data: Json | undefined, segments: readonly PathSegment[], value: Json): Json {
  const [first, ...rest] = segments;
  if (first === undefined) return value;
  if (first.kind === 'index') {
    if (!Array.isArray(data) || first.index < 0 || first.index >= data.length) throw mismatch();
    return data.map((item, index) => (index === first.index ? insert(item, rest, value) : item));
  }
  if (first.kind !== 'name') throw mismatch();
  const [name] = first.names;
  if (data === undefined || data === null) return { [name]: insert(undefined, rest, value) };
  if (!isObject(data)) throw mismatch();
  return { ...data, [name]: insert(data[name], rest, value) };
}

function mismatch(): StatesError {
  return new StatesError(ERROR.resultPathMatch, 'Unable to apply ReferencePath to the state input.');
}
