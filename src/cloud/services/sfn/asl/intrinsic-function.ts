import type { Json } from './definition.ts';
import { INTRINSICS, type IntrinsicHost } from './intrinsics.ts';
import { type PathRoots, resolvePath } from './json-path.ts';
import { ERROR, RuntimeFault, StatesError } from './states-error.ts';

export type { IntrinsicHost } from './intrinsics.ts';

const NESTING_MAX = 10;

/** Evaluates `States.Format('{}', $.name)` and its kin. */
export function evaluateIntrinsic(text: string, roots: PathRoots, host: IntrinsicHost): Json {
  const reader = { text, at: 0 };
  const value = readCall(reader, { roots, host, depth: 0 });
  skipSpace(reader);
  if (reader.at < text.length) throw malformed(reader);
  return value;
}

interface Reader {
  readonly text: string;
  at: number;
}

interface CallScope {
  readonly roots: PathRoots;
  readonly host: IntrinsicHost;
  readonly depth: number;
}

function readCall(reader: Reader, scope: CallScope): Json {
  if (scope.depth >= NESTING_MAX) throw failure(`intrinsic functions nest at most ${NESTING_MAX} deep`);
  const name = take(reader, /States\.([A-Za-z0-9]+)\s*\(/y)?.[1];
  const intrinsic = name === undefined ? undefined : INTRINSICS[name];
  if (intrinsic === undefined) throw malformed(reader);
  const values: Json[] = [];
  skipSpace(reader);
  while (reader.text[reader.at] !== ')') {
    values.push(readArgument(reader, { ...scope, depth: scope.depth + 1 }));
    skipSpace(reader);
    if (reader.text[reader.at] === ',') {
      reader.at++;
      skipSpace(reader);
    } else if (reader.text[reader.at] !== ')') throw malformed(reader);
  }
  reader.at++;
  try {
    return intrinsic(values, scope.host);
  } catch (error) {
    if (error instanceof RangeError) throw failure(`invalid arguments in States.${name}: ${error.message}`);
    throw error;
  }
}

function readArgument(reader: Reader, scope: CallScope): Json {
  const quoted = take(reader, /'((?:[^'\\]|\\.)*)'/y);
  if (quoted !== null) return unescaped(quoted[1]!);
  const literal = take(reader, /(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?=\s*[,)])/y);
  if (literal !== null) return JSON.parse(literal[1]!) as Json;
  if (reader.text[reader.at] === '$') return resolvePath(readPathText(reader), scope.roots);
  return readCall(reader, scope);
}

/** A path ends at the comma or parenthesis outside its own brackets and quotes. */
function readPathText(reader: Reader): string {
  const start = reader.at;
  let depth = 0;
  let quote = '';
  for (; reader.at < reader.text.length; reader.at++) {
    const character = reader.text[reader.at]!;
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === "'" || character === '"') quote = character;
    else if (character === '[' || character === '(') depth++;
    else if (depth > 0 && (character === ']' || character === ')')) depth--;
    else if (depth === 0 && (character === ',' || character === ')')) break;
  }
  return reader.text.slice(start, reader.at).trim();
}

/** Braces keep their backslash, so that States.Format can distinguish `\{` from a placeholder. */
function unescaped(text: string): string {
  return text.replace(/\\(['\\])/g, '$1');
}

function take(reader: Reader, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = reader.at;
  const match = pattern.exec(reader.text);
  if (match !== null) reader.at = pattern.lastIndex;
  return match;
}

function skipSpace(reader: Reader): void {
  take(reader, /\s*/y);
}

function malformed(reader: Reader): RuntimeFault {
  return new RuntimeFault(`The intrinsic function '${reader.text}' cannot be read at position ${reader.at}`);
}

function failure(message: string): StatesError {
  return new StatesError(ERROR.intrinsicFailure, message);
}
