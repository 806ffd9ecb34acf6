import type { NormalizedSchema } from '@smithy/core/schema';

export type ShapeKind =
  | 'unit'
  | 'structure'
  | 'list'
  | 'map'
  | 'string'
  | 'number'
  | 'bigint'
  | 'boolean'
  | 'timestamp'
  | 'blob'
  | 'document';

/** What a schema describes, as one word to switch on. Unions are structures of which one member is set. */
export function kindOf(schema: NormalizedSchema): ShapeKind {
  if (schema.isUnitSchema()) return 'unit';
  if (schema.isStructSchema()) return 'structure';
  if (schema.isListSchema()) return 'list';
  if (schema.isMapSchema()) return 'map';
  if (schema.isTimestampSchema()) return 'timestamp';
  if (schema.isBlobSchema()) return 'blob';
  if (schema.isBooleanSchema()) return 'boolean';
  if (schema.isNumericSchema() || schema.isBigDecimalSchema()) return 'number';
  if (schema.isBigIntegerSchema()) return 'bigint';
  if (schema.isDocumentSchema()) return 'document';
  return 'string';
}

/** A structure's members by name; a unit has none. */
export function membersOf(schema: NormalizedSchema): readonly (readonly [string, NormalizedSchema])[] {
  return schema.isStructSchema() ? [...schema.structIterator()] : [];
}

/** Names of the required members: the SDK lists them first, and counts them. */
export function requiredMembers(schema: NormalizedSchema): readonly string[] {
  const raw = schema.getSchema();
  if (!Array.isArray(raw) || !schema.isStructSchema()) return [];
  return (raw[4] as string[]).slice(0, (raw[6] as number | undefined) ?? 0);
}

/** A member's name in XML and in query parameters. A target shape's own xmlName names roots only. */
export function xmlMemberName(name: string, schema: NormalizedSchema): string {
  return schema.getMemberTraits().xmlName ?? name;
}

/** What the items of a list are called in XML and in query parameters. */
export function xmlItemName(list: NormalizedSchema): string {
  return list.getValueSchema().getMergedTraits().xmlName ?? 'member';
}

/** What the keys and the values of a map are called in XML and in query parameters. */
export function xmlEntryNames(map: NormalizedSchema): readonly [string, string] {
  return [
    map.getKeySchema().getMergedTraits().xmlName ?? 'key',
    map.getValueSchema().getMergedTraits().xmlName ?? 'value',
  ];
}
