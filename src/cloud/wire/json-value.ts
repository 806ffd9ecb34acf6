import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from '../kernel/errors.ts';
import { isObject } from '../kernel/json-object.ts';
import { kindOf, membersOf } from './shape.ts';
import { formatTimestamp, parseTimestamp, timestampFormat } from './timestamp.ts';

/** Which names members have: REST services rename some (`jsonName`), the RPC protocols none. */
export type JsonNames = 'jsonName' | 'memberName';

type Json = Record<string, unknown>;

/** Reads a JSON value by its schema. Unknown members are ignored, a wrong type is a `SerializationException`. */
export function readJson(schema: NormalizedSchema, value: unknown, names: JsonNames): unknown {
  if (value === null || value === undefined) return undefined;
  switch (kindOf(schema)) {
    case 'unit':
      return {};
    case 'structure':
      return readStructure(schema, value, names);
    case 'list':
      if (!Array.isArray(value)) throw badType(value, 'list');
      return value.map((item) => readJson(schema.getValueSchema(), item, names)).filter((item) => item !== undefined);
    case 'map':
      if (!isObject(value)) throw badType(value, 'map');
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, readJson(schema.getValueSchema(), item, names)]),
      );
    case 'document':
      return value;
    default:
      return readScalar(schema, value);
  }
}

/** Writes a value as JSON by its schema; members that the schema lacks are omitted. */
export function writeJson(schema: NormalizedSchema, value: unknown, names: JsonNames): unknown {
  if (value === null || value === undefined) return undefined;
  switch (kindOf(schema)) {
    case 'unit':
      return {};
    case 'structure':
      return Object.fromEntries(
        membersOf(schema)
          .filter(([name]) => present((value as Json)[name]))
          .map(([name, member]) => [wireName(name, member, names), writeJson(member, (value as Json)[name], names)]),
      );
    case 'list':
      return (value as unknown[]).filter(present).map((item) => writeJson(schema.getValueSchema(), item, names));
    case 'map':
      return Object.fromEntries(
        Object.entries(value as Json)
          .filter(([, item]) => present(item))
          .map(([key, item]) => [key, writeJson(schema.getValueSchema(), item, names)]),
      );
    case 'timestamp':
      return formatTimestamp(value, timestampFormat(schema, 'epoch-seconds'));
    case 'blob':
      return Buffer.from(value as Uint8Array | string).toString('base64');
    case 'number':
      return Number.isFinite(Number(value)) ? Number(value) : String(value);
    case 'bigint':
      return Number(value);
    default:
      return value;
  }
}

function readStructure(schema: NormalizedSchema, value: unknown, names: JsonNames): Json {
  if (!isObject(value)) throw badType(value, 'structure');
  const read: Json = {};
  for (const [name, member] of membersOf(schema)) {
    const item = readJson(member, value[wireName(name, member, names)], names);
    if (item !== undefined) read[name] = item;
  }
  return read;
}

function readScalar(schema: NormalizedSchema, value: unknown): unknown {
  switch (kindOf(schema)) {
    case 'timestamp': {
      const date = typeof value === 'number' || typeof value === 'string' ? parseTimestamp(value) : undefined;
      if (date === undefined) throw badType(value, 'Timestamp');
      return date;
    }
    case 'blob':
      if (typeof value !== 'string') throw badType(value, 'Blob');
      return new Uint8Array(Buffer.from(value, 'base64'));
    case 'boolean':
      if (typeof value !== 'boolean') throw badType(value, 'Boolean');
      return value;
    case 'number':
    case 'bigint':
      if (typeof value === 'string' && /^(NaN|-?Infinity)$/.test(value)) return Number(value);
      if (typeof value !== 'number') throw badType(value, 'Integer');
      return value;
    default:
      if (typeof value !== 'string') throw badType(value, 'String');
      return value;
  }
}

function badType(value: unknown, wanted: string): AwsError {
  return new AwsError('SerializationException', typeMessage(value, wanted));
}

function typeMessage(value: unknown, wanted: string): string {
  if (wanted === 'list' && !isObject(value)) return 'Unrecognized collection type class java.lang.String';
  if (Array.isArray(value)) return 'Start of list found where not expected';
  if (isObject(value)) return 'Start of structure or map found where not expected.';
  if (wanted === 'structure' || wanted === 'map') return 'Unexpected value type in payload';
  const found = typeof value === 'boolean' ? String(value).toUpperCase() : (typeof value).toUpperCase();
  return `${found}_VALUE cannot be converted to ${wanted}`;
}

function wireName(name: string, member: NormalizedSchema, names: JsonNames): string {
  return names === 'jsonName' ? (member.getMemberTraits().jsonName ?? name) : name;
}

function present(value: unknown): boolean {
  return value !== undefined && value !== null;
}
