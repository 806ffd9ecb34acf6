import type { NormalizedSchema } from '@smithy/core/schema';
import { kindOf, membersOf, xmlEntryNames, xmlItemName, xmlMemberName } from './shape.ts';
import { readText } from './text-value.ts';

/** The two dialects of the query protocol: they differ in how members are named and in lists being always flat. */
export type QueryDialect = 'query' | 'ec2';

interface Node {
  text: string | undefined;
  readonly children: Map<string, Node>;
}

/** Reads `Tags.member.1.Key=...` parameters by a schema. Throws when a text is of the wrong type. */
export function readQueryParams(schema: NormalizedSchema, params: URLSearchParams, dialect: QueryDialect): unknown {
  const root: Node = { text: undefined, children: new Map() };
  for (const [key, value] of params) {
    let node = root;
    for (const part of key.split('.')) {
      const child = node.children.get(part) ?? { text: undefined, children: new Map() };
      node.children.set(part, child);
      node = child;
    }
    node.text = value;
  }
  return readNode(schema, root, dialect);
}

function readNode(schema: NormalizedSchema, node: Node, dialect: QueryDialect): unknown {
  switch (kindOf(schema)) {
    case 'unit':
      return {};
    case 'structure':
      return readStructure(schema, node, dialect);
    case 'list':
      return numbered(node, xmlItemName(schema)).map((item) => readNode(schema.getValueSchema(), item, dialect));
    case 'map': {
      const [keyName, valueName] = xmlEntryNames(schema);
      return Object.fromEntries(
        numbered(node, 'entry').map((entry) => {
          const value = entry.children.get(valueName);
          return [entry.children.get(keyName)?.text ?? '', value && readNode(schema.getValueSchema(), value, dialect)];
        }),
      );
    }
    default:
      if (node.text === undefined) throw new Error('Start of list found where not expected');
      return readText(schema, node.text);
  }
}

function readStructure(schema: NormalizedSchema, node: Node, dialect: QueryDialect): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  const taken = new Set<string>();
  for (const [name, member] of membersOf(schema)) {
    const wireName = memberNames(name, member, dialect).find((key) => node.children.has(key) && !taken.has(key));
    if (wireName === undefined) continue;
    taken.add(wireName);
    read[name] = readNode(member, node.children.get(wireName)!, dialect);
  }
  return read;
}

/**
 * A flattened list has two names: its member's and its items' (`AttributeName.1` of `AttributeNames`);
 * older and newer clients send one or the other.
 */
function memberNames(name: string, member: NormalizedSchema, dialect: QueryDialect): readonly string[] {
  if (dialect === 'ec2') {
    const own = member.getMemberTraits();
    return [(own.ec2QueryName as string | undefined) ?? capitalized(own.xmlName ?? name)];
  }
  const own = xmlMemberName(name, member);
  const isFlatList = member.getMergedTraits().xmlFlattened !== undefined && member.isListSchema();
  return isFlatList ? [own, xmlItemName(member), name] : [own];
}

/** The nodes 1, 2, 3, ... in order; they may be nested below one level that has the items' name. */
function numbered(node: Node, itemName: string): Node[] {
  const container = node.children.get(itemName) ?? node.children.get('member') ?? node;
  return [...container.children]
    .filter(([key]) => /^\d+$/.test(key))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child);
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
