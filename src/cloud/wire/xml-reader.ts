import type { NormalizedSchema } from '@smithy/core/schema';
import { kindOf, membersOf, xmlEntryNames, xmlItemName, xmlMemberName } from './shape.ts';
import { readText } from './text-value.ts';
import { localName, type XmlElement } from './xml-tree.ts';

/** Reads an element by its schema. Unknown elements are ignored; text of the wrong type throws. */
export function readXml(schema: NormalizedSchema, element: XmlElement): unknown {
  switch (kindOf(schema)) {
    case 'unit':
      return {};
    case 'structure':
      return readStructure(schema, element);
    case 'list':
      return named(element, xmlItemName(schema)).map((item) => readXml(schema.getValueSchema(), item));
    case 'map':
      return readEntries(schema, named(element, 'entry'));
    default:
      return readText(schema, element.text);
  }
}

function readStructure(schema: NormalizedSchema, element: XmlElement): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const [name, member] of membersOf(schema)) {
    const wireName = xmlMemberName(name, member);
    const { xmlFlattened, xmlAttribute } = member.getMergedTraits();
    const attribute = xmlAttribute ? element.attributes[wireName] : undefined;
    if (attribute !== undefined) read[name] = attribute;
    const children = named(element, wireName);
    if (children.length === 0) continue;
    if (xmlFlattened && member.isListSchema()) {
      read[name] = children.map((item) => readXml(member.getValueSchema(), item));
    } else if (xmlFlattened && member.isMapSchema()) {
      read[name] = readEntries(member, children);
    } else {
      read[name] = readXml(member, children[0]!);
    }
  }
  return read;
}

function readEntries(schema: NormalizedSchema, entries: readonly XmlElement[]): Record<string, unknown> {
  const [keyName, valueName] = xmlEntryNames(schema);
  return Object.fromEntries(
    entries.map((entry) => {
      const value = named(entry, valueName)[0];
      return [named(entry, keyName)[0]?.text ?? '', value && readXml(schema.getValueSchema(), value)];
    }),
  );
}

function named(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => localName(child.name) === localName(name));
}
