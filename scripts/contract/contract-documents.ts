import { z } from 'zod';
import { openApiDocument } from '../../src/core/api/openapi.ts';
import { EventView } from '../../src/core/api/views/operation.ts';
import { AttentionChangeDetail } from '../../src/core/attention-change.ts';
import {
  Operation,
  OperationEvent,
  Release,
  ScopeState,
  SpecRecord,
  Waiter,
  WaitToken,
} from '../../src/core/entities.ts';
import { PlinthFile } from '../../src/core/spec/plinth-file.ts';
import { openApiChanges } from './openapi-changes.ts';
import { type Direction, type Schema, schemaChanges } from './schema-changes.ts';

/** Where the contract is kept: what the code says now, and in `baseline` what was promised last. */
export const CONTRACT = 'docs/reference/contract';

/** One document of the contract, and how to find what breaks its readers. */
export interface ContractDocument {
  readonly file: string;
  readonly document: Schema;
  readonly changes: (before: Schema, after: Schema) => readonly string[];
}

/** The public contract, made from the schemas by which Plinth reads and writes. */
export function contractDocuments(): readonly ContractDocument[] {
  return [
    { file: 'openapi.json', document: plain(openApiDocument()), changes: openApiChanges },
    definitions('plinth-file.schema.json', {
      description: 'The file plinth.yaml, which `plinth up` and `plinth plan` read.',
      direction: 'in',
      schemas: { PlinthFile },
      root: 'PlinthFile',
    }),
    definitions('events.schema.json', {
      description: 'Events of operations, as the API answers them.',
      direction: 'out',
      schemas: { OperationEvent: EventView },
    }),
    definitions('bus.schema.json', {
      description:
        "The detail of the events that Plinth puts on EventBridge's default event bus, with source `plinth` and detail type `Plinth Scope Attention Change`.",
      direction: 'out',
      schemas: { ScopeAttentionChange: AttentionChangeDetail },
    }),
    definitions('items.schema.json', {
      description:
        'Items of the table, without their keys. A newer version of Plinth reads all items that an older one wrote.',
      direction: 'in',
      schemas: { SpecRecord, ScopeState, Operation, OperationEvent, Release, WaitToken, Waiter },
    }),
  ];
}

interface Definitions {
  readonly description: string;
  readonly direction: Direction;
  readonly schemas: Readonly<Record<string, z.ZodType>>;
  /** The definition that the whole document describes. */
  readonly root?: string;
}

function definitions(file: string, { description, direction, schemas, root }: Definitions): ContractDocument {
  const io = direction === 'in' ? 'input' : 'output';
  const $defs = Object.assign({}, ...Object.entries(schemas).map(([name, schema]) => definition(name, schema, io)));
  const document = plain({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    description,
    ...(root !== undefined && { $ref: `#/$defs/${root}` }),
    $defs,
  });
  return { file, document, changes: (before, after) => definitionChanges(before, after, direction) };
}

/** A schema by its name, with the named schemas that it refers to. */
function definition(name: string, schema: z.ZodType, io: 'input' | 'output'): Readonly<Record<string, unknown>> {
  const { $schema: _, $defs = {}, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  const named = Object.fromEntries(Object.entries($defs).map(([id, { id: _, ...inner }]) => [id, inner]));
  return rest.$ref === `#/$defs/${name}` ? named : { ...named, [name]: rest };
}

function definitionChanges(before: Schema, after: Schema, direction: Direction): readonly string[] {
  const [old, now] = [before.$defs, after.$defs] as readonly Readonly<Record<string, Schema>>[];
  return Object.entries(old ?? {}).flatMap(([name, schema]) => {
    const other = now?.[name];
    if (other === undefined) return [`#${name}: was removed`];
    return schemaChanges({ before: schema, after: other, documents: { before, after }, direction, at: `#${name}` });
  });
}

function plain(value: object): Schema {
  return JSON.parse(JSON.stringify(value)) as Schema;
}
