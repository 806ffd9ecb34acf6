import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { seededRandom } from '../../../kernel/random.ts';
import type { Json } from './definition.ts';
import { isObject } from './json-path.ts';

/** The sources of random numbers and time while an expression is evaluated. */
export interface IntrinsicHost {
  readonly random: () => number;
  readonly uuid: () => string;
  readonly nowMs: () => number;
}

type Intrinsic = (values: readonly Json[], host: IntrinsicHost) => Json;

const ARRAY_ITEMS_MAX = 1000;
const HASHES: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** The `States.*` functions by name. A RangeError says what is wrong with the arguments. */
export const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Format: ([template, ...values]) => format(text(template), values),
  StringToJson: ([value]) => parsedJson(text(value)),
  JsonToString: ([value]) => JSON.stringify(present(value)),
  Array: (values) => [...values],
  ArrayPartition: ([items, size]) => partition(list(items), integer(size)),
  ArrayContains: ([items, value]) => list(items).some((item) => isDeepStrictEqual(item, value)),
  ArrayRange: ([first, last, step]) => range(integer(first), integer(last), integer(step)),
  ArrayGetItem: ([items, index]) => itemAt(list(items), integer(index)),
  ArrayLength: ([items]) => list(items).length,
  ArrayUnique: ([items]) => unique(list(items)),
  Base64Encode: ([value]) => Buffer.from(text(value), 'utf8').toString('base64'),
  Base64Decode: ([value]) => Buffer.from(text(value), 'base64').toString('utf8'),
  Hash: ([value, algorithm]) => hash(present(value), text(algorithm)),
  JsonMerge: ([left, right, deep]) => merge(left, right, deep),
  MathRandom: ([from, to, seed], host) => randomBetween(integer(from), integer(to), drawer(seed, host)),
  MathAdd: ([left, right]) => integer(left) + integer(right),
  StringSplit: ([value, delimiters]) => splitAtAny(text(value), text(delimiters)),
  UUID: (_values, host) => host.uuid(),
};

/** Hexadecimal digest; values other than strings are hashed as their JSON. */
export function hash(value: Json, algorithm: string): string {
  const name = HASHES[algorithm];
  if (name === undefined) throw new RangeError(`unknown hash algorithm "${algorithm}"`);
  return createHash(name)
    .update(typeof value === 'string' ? value : JSON.stringify(value))
    .digest('hex');
}

export function partition(items: readonly Json[], size: number): Json[][] {
  if (size < 1) throw new RangeError(`a part has at least one item, not ${size}`);
  return Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
    items.slice(part * size, (part + 1) * size),
  );
}

/** From first to last inclusive, by the step. */
export function range(first: number, last: number, step: number): number[] {
  if (step === 0) throw new RangeError('the step cannot be 0');
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > ARRAY_ITEMS_MAX) throw new RangeError(`a range has at most ${ARRAY_ITEMS_MAX} items`);
  return Array.from({ length }, (_, index) => first + index * step);
}

/** A random number in [0, 1): from the seed if given, else from the host. */
export function drawer(seed: Json | undefined, host: IntrinsicHost): () => number {
  return seed === undefined || seed === null ? host.random : seededRandom(integer(seed)).next;
}

function format(template: string, values: readonly Json[]): string {
  let used = 0;
  const filled = template.replace(/\\([{}])|\{\}/g, (placeholder, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    if (used >= values.length) throw new RangeError(`"${template}" has more placeholders than values`);
    const value = values[used++]!;
    return placeholder === '{}' && typeof value === 'string' ? value : JSON.stringify(value);
  });
  if (used < values.length) throw new RangeError(`"${template}" has fewer placeholders than values`);
  return filled;
}

function parsedJson(value: string): Json {
  try {
    return JSON.parse(value) as Json;
  } catch {
    throw new RangeError('the string is not JSON');
  }
}

function itemAt(items: readonly Json[], index: number): Json {
  if (index < 0 || index >= items.length) throw new RangeError(`index ${index} of ${items.length} items`);
  return items[index]!;
}

function unique(items: readonly Json[]): Json[] {
  return items.filter((item, index) => items.findIndex((other) => isDeepStrictEqual(item, other)) === index);
}

function merge(left: Json | undefined, right: Json | undefined, deep: Json | undefined): Json {
  if (!isObject(left) || !isObject(right)) throw new RangeError('both values are objects');
  if (deep !== false) throw new RangeError('only shallow merging is supported');
  return { ...left, ...right };
}

function randomBetween(from: number, to: number, draw: () => number): number {
  if (from >= to) throw new RangeError('the start is less than the end');
  return from + Math.floor(draw() * (to - from));
}

function splitAtAny(value: string, delimiters: string): string[] {
  if (delimiters === '') return [value];
  const escaped = delimiters.replace(/[\\\]^-]/g, '\\$&');
  return value.split(new RegExp(`[${escaped}]`)).filter((part) => part !== '');
}

function present(value: Json | undefined): Json {
  if (value === undefined) throw new RangeError('an argument is missing');
  return value;
}

function text(value: Json | undefined): string {
  if (typeof value !== 'string') throw new RangeError('a string is expected');
  return value;
}

function list(value: Json | undefined): readonly Json[] {
  if (!Array.isArray(value)) throw new RangeError('an array is expected');
  return value;
}

function integer(value: Json | undefined): number {
  if (typeof value !== 'number') throw new RangeError('a number is expected');
  return Math.round(value);
}
