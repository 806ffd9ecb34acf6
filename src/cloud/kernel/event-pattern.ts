import { invalidPattern } from './invalid-pattern.ts';
import { isObject } from './json-object.ts';
import { leafMatcher } from './leaf-matcher.ts';

export type EventMatcher = (event: unknown) => boolean;

const PATTERN_BYTES_MAX = 4096;

/**
 * Compiles an event pattern. Throws InvalidEventPatternException.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export function compilePattern(text: string): EventMatcher {
  if (Buffer.byteLength(text) > PATTERN_BYTES_MAX) {
    throw invalidPattern(`Pattern exceeds the limit of ${PATTERN_BYTES_MAX} bytes`);
  }
  let pattern: unknown;
  try {
    pattern = JSON.parse(text);
  } catch {
    throw invalidPattern('Unrecognized token');
  }
  if (!isObject(pattern)) throw invalidPattern('Filter is not an object');
  return objectMatcher(pattern);
}

function objectMatcher(pattern: Record<string, unknown>): EventMatcher {
  if (Object.keys(pattern).length === 0) throw invalidPattern('Empty objects are not allowed');
  const fields = Object.entries(pattern).map(([name, wanted]) => fieldMatcher(name, wanted));
  return (event) => {
    // An array of objects matches when one and the same element satisfies every field.
    if (Array.isArray(event)) return event.some((element) => fields.every((matches) => matches(element)));
    return fields.every((matches) => matches(event));
  };
}

function fieldMatcher(name: string, wanted: unknown): EventMatcher {
  if (name === '$or' && Array.isArray(wanted) && wanted.length > 1 && wanted.every(isObject)) {
    const choices = wanted.map(objectMatcher);
    return (event) => choices.some((matches) => matches(event));
  }
  if (isObject(wanted)) {
    const matches = objectMatcher(wanted);
    // A nested field is looked for in an empty object when absent, so that `exists: false` holds for it.
    return (event) => matches(fieldOf(event, name) ?? {});
  }
  if (!Array.isArray(wanted)) throw invalidPattern(`"${name}" must be an object or an array`);
  if (wanted.length === 0) throw invalidPattern('Empty arrays are not allowed');
  const choices = wanted.map((choice) => leafMatcher(choice));
  return (event) => {
    const values = leavesOf(fieldOf(event, name));
    return choices.some((matches) => matches(values));
  };
}

function fieldOf(event: unknown, name: string): unknown {
  return isObject(event) && Object.hasOwn(event, name) ? event[name] : undefined;
}

/** A field's values: matching is on leaves only, and an array offers each of its elements. */
function leavesOf(value: unknown): readonly unknown[] {
  if (value === undefined || isObject(value)) return [];
  return Array.isArray(value) ? value.flatMap(leavesOf) : [value];
}
