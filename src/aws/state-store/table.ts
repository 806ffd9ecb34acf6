import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import type { z } from 'zod';
import { PlinthError } from '../../core/errors.ts';
import type { Claim } from '../../core/ports/index.ts';
import type { Key } from './keys.ts';

/** The state's table, and what waiting between two attempts depends on. */
export interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** A number from 0 up to, not including, 1. */
  readonly random: () => number;
}

/** One kind of item: its schema, and its attributes for the index. */
export interface Kind<T extends { readonly version: number }> {
  readonly schema: z.ZodType<T>;
  readonly index: (entity: T) => Readonly<Record<string, string>>;
}

const triesMax = 20;
const pauseMillisecondsMax = 1000;

/** Reads an item consistently and parses it; undefined when it does not exist. */
export async function readItem<T>(table: Table, key: Key, schema: z.ZodType<T>): Promise<T | undefined> {
  const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true }));
  return Item && schema.parse(Item);
}

/** Answers false when an item with this key exists. */
export async function createItem(table: Table, key: Key, item: object): Promise<boolean> {
  return conditional(
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...item, ...key },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    ),
  );
}

/** Writes a claim. Answers false while an earlier claim on the key lasts. */
export async function claimItem(table: Table, key: Key, { at, until }: Claim): Promise<boolean> {
  return conditional(
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...key, until },
        ConditionExpression: 'attribute_not_exists(pk) OR #until <= :at',
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: { ':at': at },
      }),
    ),
  );
}

/**
 * Reads an item, calls `decide`, and writes its answer on condition that the item's version has not changed. Repeats this with
 * growing pauses after a conflict. Throws TooManyRequests after too many conflicts.
 */
export async function updateItem<T extends { readonly version: number }>(
  table: Table,
  { key, kind }: { readonly key: Key; readonly kind: Kind<T> },
  decide: (now: T | undefined) => T | undefined,
): Promise<T | undefined> {
  for (let tries = 0; tries < triesMax; tries++) {
    const now = await readItem(table, key, kind.schema);
    const next = decide(now);
    if (next === now) return now;
    const written = next && kind.schema.parse({ ...next, version: (now?.version ?? 0) + 1 });
    if (await replaceItem(table, key, { now, item: written && { ...written, ...kind.index(written) } })) return written;
    await table.sleep(table.random() * Math.min(pauseMillisecondsMax, 10 * 2 ** tries));
  }
  throw new PlinthError('TooManyRequests', `${key.pk} had ${triesMax} write conflicts in a row; repeat the request`, {
    source: 'platform',
  });
}

/** Deletes an item if it still has that version. */
export async function removeItem(table: Table, key: Key, version: number): Promise<boolean> {
  return replaceItem(table, key, { now: { version }, item: undefined });
}

export type ItemQuery = Omit<QueryCommandInput, 'TableName'> & { readonly Limit: number };

const readsMax = 50;

/** The items of a query up to its limit. DynamoDB returns at most a megabyte per call. */
export async function queryItems(table: Table, query: ItemQuery): Promise<readonly Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let from: QueryCommandInput['ExclusiveStartKey'];
  for (let reads = 0; reads < readsMax; reads++) {
    const start = from && { ExclusiveStartKey: from };
    const answer = await table.client.send(new QueryCommand({ TableName: table.name, ...query, ...start }));
    items.push(...(answer.Items ?? []));
    from = answer.LastEvaluatedKey;
    if (!from || items.length >= query.Limit) break;
  }
  return items;
}

interface Replacement {
  readonly now: { readonly version: number } | undefined;
  readonly item: object | undefined;
}

async function replaceItem(table: Table, key: Key, { now, item }: Replacement): Promise<boolean> {
  const unchanged = now
    ? { ConditionExpression: 'version = :version', ExpressionAttributeValues: { ':version': now.version } }
    : { ConditionExpression: 'attribute_not_exists(pk)' };
  if (!item)
    return conditional(table.client.send(new DeleteCommand({ TableName: table.name, Key: key, ...unchanged })));
  return conditional(
    table.client.send(new PutCommand({ TableName: table.name, Item: { ...item, ...key }, ...unchanged })),
  );
}

async function conditional(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
