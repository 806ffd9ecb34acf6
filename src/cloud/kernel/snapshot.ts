import { deserialize, serialize } from 'node:v8';
import type { AccountRegion } from './account-region.ts';
import type { SavedTimer } from './timers.ts';

/** A whole cloud at rest, as bytes: write them to a file, start any number of clouds from them. */
export type Snapshot = Uint8Array;

export interface SavedStore {
  readonly service: string;
  readonly accountRegion: AccountRegion;
  readonly value: unknown;
}

export interface SavedCloud {
  readonly format: typeof FORMAT;
  /** Modelled time in milliseconds since the Unix epoch. */
  readonly nowMs: number;
  readonly account: string;
  readonly region: string;
  /** States of the generators of ids and of latencies. */
  readonly random: { readonly ids: number; readonly latencies: number };
  readonly stores: ReadonlyMap<string, SavedStore>;
  readonly timers: readonly SavedTimer[];
  /** Data that services keep outside the stores, by signing name. */
  readonly services: ReadonlyMap<string, unknown>;
}

/** Raise it with every change after which older snapshots cannot be read. */
const FORMAT = 1;

/**
 * Serialises all stores at once, so that an object that two stores share stays one object. Throws when a store is not plain
 * data.
 */
export function writeSnapshot(cloud: Omit<SavedCloud, 'format'>): Snapshot {
  for (const [key, { value }] of cloud.stores) checkPlain(value, key);
  return serialize({ format: FORMAT, ...cloud });
}

/** Throws when the bytes are not a snapshot of this version. */
export function readSnapshot(snapshot: Snapshot): SavedCloud {
  let saved: Partial<SavedCloud>;
  try {
    saved = deserialize(snapshot) as Partial<SavedCloud>;
  } catch (cause) {
    throw new Error('these bytes are not a snapshot of an embedded cloud', { cause });
  }
  if (saved?.format === FORMAT) return saved as SavedCloud;
  throw new Error(
    `the snapshot has format ${String(saved?.format)}, but this version reads format ${FORMAT}: take it again`,
  );
}

/** Serialising would drop the methods of an object and refuse a function without saying where it is. */
function checkPlain(root: unknown, name: string): void {
  const seen = new Set<object>();
  const open: (readonly [unknown, string])[] = [[root, name]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [value, path] = next;
    if (typeof value === 'function' || typeof value === 'symbol') throw notPlain(path, `a ${typeof value}`);
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (value instanceof Map) {
      for (const [key, member] of value) open.push([member, `${path} > ${String(key)}`]);
    } else if (value instanceof Set || Array.isArray(value)) {
      for (const member of value) open.push([member, path]);
    } else if (!(value instanceof Date || value instanceof Uint8Array)) {
      const prototype = Object.getPrototypeOf(value);
      const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null || hasOnlyFields(prototype);
      if (!isPlain) throw notPlain(path, `a ${value.constructor.name}`);
      for (const [key, member] of Object.entries(value)) open.push([member, `${path}.${key}`]);
    }
  }
}

/** A class without methods counts as a record. */
function hasOnlyFields(prototype: object): boolean {
  return (
    Object.getPrototypeOf(Object.getPrototypeOf(prototype) ?? {}) === null && Reflect.ownKeys(prototype).length === 1
  );
}

function notPlain(path: string, what: string): Error {
  return new Error(`a snapshot can hold plain data only, but the store has ${what} at ${path}`);
}
