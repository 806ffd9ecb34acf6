import type { NormalizedSchema } from '@smithy/core/schema';
import { kindOf, membersOf, xmlEntryNames, xmlItemName, xmlMemberName } from './shape.ts';
import { formatTimestamp, timestampFormat } from './timestamp.ts';

type Members = Record<string, unknown>;

/** The elements of a structure's members, without the element around them. */
export function writeXmlMembers(schema: NormalizedSchema, value: unknown): string {
  return membersOf(schema)
    .filter(([, member]) => member.getMergedTraits().xmlAttribute === undefined)
    .map(([name, member]) => writeMember(xmlMemberName(name, member), member, (value as Members)[name]))
    .join('');
}

/** One element with its value; an undefined value yields no element. */
export function writeXmlElement(name: string, schema: NormalizedSchema, value: unknown): string {
  if (value === undefined || value === null) return '';
  return `<${name}${attributes(schema, value)}>${content(schema, value)}</${name}>`;
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => ENTITIES[character]!).replace(FORBIDDEN, '\uFFFD');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 cannot represent these characters.
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

/** A flattened list or map does not have an element around its items: each item has the member's name. */
function writeMember(name: string, schema: NormalizedSchema, value: unknown): string {
  if (value === undefined || value === null) return '';
  if (schema.getMergedTraits().xmlFlattened === undefined) return writeXmlElement(name, schema, value);
  if (schema.isListSchema()) return items(name, schema, value);
  return entries(name, schema, value);
}

function content(schema: NormalizedSchema, value: unknown): string {
  switch (kindOf(schema)) {
    case 'unit':
      return '';
    case 'structure':
      return writeXmlMembers(schema, value);
    case 'list':
      return items(xmlItemName(schema), schema, value);
    case 'map':
      return entries('entry', schema, value);
    case 'timestamp':
      return String(formatTimestamp(value, timestampFormat(schema, 'date-time')));
    case 'blob':
      return Buffer.from(value as Uint8Array | string).toString('base64');
    default:
      return escapeXml(String(value));
  }
}

function items(name: string, schema: NormalizedSchema, value: unknown): string {
  return [...(value as Iterable<unknown>)].map((item) => writeXmlElement(name, schema.getValueSchema(), item)).join('');
}

function entries(name: string, schema: NormalizedSchema, value: unknown): string {
  const [keyName, valueName] = xmlEntryNames(schema);
  return Object.entries(value as Members)
    .filter(([, item]) => item !== undefined && item !== null)
    .map(([key, item]) => {
      const keyElement = `<${keyName}>${escapeXml(key)}</${keyName}>`;
      return `<${name}>${keyElement}${writeXmlElement(valueName, schema.getValueSchema(), item)}</${name}>`;
    })
    .join('');
}

function attributes(schema: NormalizedSchema, value: unknown): string {
  const [prefix, uri] = schema.getMergedTraits().xmlNamespace ?? [];
  const namespace = uri === undefined ? '' : ` xmlns${prefix ? `:${prefix}` : ''}="${uri}"`;
  const own = membersOf(schema)
    .filter(([name, member]) => member.getMergedTraits().xmlAttribute && (value as Members)[name] !== undefined)
    .map(([name, member]) => ` ${xmlMemberName(name, member)}="${escapeXml(String((value as Members)[name]))}"`);
  return namespace + own.join('');
}
