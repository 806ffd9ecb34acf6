import type { Property, PropertyType } from '@aws-cdk/service-spec-types';
import { isObject } from '../kernel/json-object.ts';
import { nestedProperties, type ResourceSchema } from './resource-schema.ts';

export interface CheckedProperties {
  readonly properties: Record<string, unknown>;
  /** In CloudFormation's words, `#/Path: required key [X] not found`; empty for valid properties. */
  readonly faults: readonly string[];
}

/**
 * Checks properties against a type's schema and gives every primitive the type it is declared with: CloudFormation
 * takes `"80"` for a number, `true` for a string.
 */
export function checkProperties(
  schema: ResourceSchema,
  properties: Readonly<Record<string, unknown>>,
): CheckedProperties {
  const faults: string[] = [];
  const checked = checkMembers(properties, schema.properties, { path: '#', faults });
  return { properties: checked, faults };
}

interface AccountRegion {
  readonly path: string;
  readonly faults: string[];
}

const TAG_MEMBERS: Readonly<Record<string, Property>> = {
  Key: { type: { type: 'string' }, required: true },
  Value: { type: { type: 'string' }, required: true },
};

function checkMembers(
  value: Readonly<Record<string, unknown>>,
  declared: Readonly<Record<string, Property>>,
  { path, faults }: AccountRegion,
): Record<string, unknown> {
  for (const [name, property] of Object.entries(declared)) {
    if (property.required === true && value[name] === undefined) {
      faults.push(`${path}: required key [${name}] not found`);
    }
  }
  const members: [string, unknown][] = [];
  for (const [name, member] of Object.entries(value)) {
    const property = declared[name];
    if (property === undefined) faults.push(`${path}: extraneous key [${name}] is not permitted`);
    else members.push([name, checkDeclared(member, property, { path: `${path}/${name}`, faults })]);
  }
  return Object.fromEntries(members);
}

/** A property whose type AWS changed is accepted in each of its types. */
function checkDeclared(value: unknown, property: Property, { path, faults }: AccountRegion): unknown {
  const types = [property.type, ...(property.previousTypes ?? [])];
  return firstFitting(value, types, { path, faults });
}

function firstFitting(value: unknown, types: readonly PropertyType[], { path, faults }: AccountRegion): unknown {
  let firstFaults: string[] | undefined;
  for (const type of types) {
    const found: string[] = [];
    const checked = checkValue(value, type, { path, faults: found });
    if (found.length === 0) return checked;
    firstFaults ??= found;
  }
  faults.push(...(firstFaults ?? []));
  return value;
}

function checkValue(value: unknown, type: PropertyType, accountRegion: AccountRegion): unknown {
  switch (type.type) {
    case 'json':
    case 'null':
      return value;
    case 'union':
      return firstFitting(value, type.types, accountRegion);
    case 'array':
      return checkList(value, type.element, accountRegion);
    case 'map':
      return checkMap(value, type.element, accountRegion);
    case 'tag':
      return isObject(value)
        ? checkMembers(value, TAG_MEMBERS, accountRegion)
        : mismatch(value, 'JSONObject', accountRegion);
    case 'ref': {
      const declared = nestedProperties(type);
      if (!isObject(value)) return mismatch(value, 'JSONObject', accountRegion);
      return Object.keys(declared).length === 0 ? value : checkMembers(value, declared, accountRegion);
    }
    default:
      return checkPrimitive(value, type, accountRegion);
  }
}

function checkList(value: unknown, element: PropertyType, { path, faults }: AccountRegion): unknown {
  if (!Array.isArray(value)) return mismatch(value, 'JSONArray', { path, faults });
  return value.map((item, index) => checkValue(item, element, { path: `${path}/${index}`, faults }));
}

function checkMap(value: unknown, element: PropertyType, { path, faults }: AccountRegion): unknown {
  if (!isObject(value)) return mismatch(value, 'JSONObject', { path, faults });
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, checkValue(item, element, { path: `${path}/${key}`, faults })]),
  );
}

type Primitive = Extract<PropertyType, { type: 'string' | 'number' | 'integer' | 'boolean' | 'date-time' }>;

function checkPrimitive(value: unknown, type: Primitive, accountRegion: AccountRegion): unknown {
  const coerced = coerce(value, type.type);
  if (coerced === undefined) return mismatch(value, PRIMITIVE_NAMES[type.type], accountRegion);
  if ('allowedValues' in type && type.allowedValues !== undefined) {
    const isAllowed = (type.allowedValues as readonly unknown[]).includes(coerced);
    if (!isAllowed) accountRegion.faults.push(`${accountRegion.path}: ${String(value)} is not a valid enum value`);
  }
  return coerced;
}

const PRIMITIVE_NAMES = {
  string: 'String',
  'date-time': 'String',
  number: 'Number',
  integer: 'Integer',
  boolean: 'Boolean',
};

function coerce(value: unknown, type: Primitive['type']): string | number | boolean | undefined {
  if (type === 'string' || type === 'date-time') {
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : undefined;
  }
  if (type === 'boolean') {
    if (typeof value === 'boolean') return value;
    const text = typeof value === 'string' ? value.toLowerCase() : '';
    return text === 'true' ? true : text === 'false' ? false : undefined;
  }
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  if (Number.isNaN(number) || (type === 'integer' && !Number.isInteger(number))) return undefined;
  return number;
}

function mismatch(value: unknown, wanted: string, { path, faults }: AccountRegion): unknown {
  const found = Array.isArray(value) ? 'JSONArray' : isObject(value) ? 'JSONObject' : capitalized(typeof value);
  faults.push(`${path}: expected type: ${wanted}, found: ${found}`);
  return value;
}

function capitalized(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
