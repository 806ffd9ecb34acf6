import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { PlinthError } from '../../core/errors.ts';
import type { Claim } from '../../core/ports/index.ts';
import { decodeItem, encodeItem, type Item, type ItemKind, versioned } from './item-kinds.ts';
import type { Key } from './keys.ts';

/** The state's table, and what waiting between two attempts depends on. */
export interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** A number from 0 up to, not including, 1. */
  readonly random: () => number;
  readonly now: () => Date;
}

/** Where an entity is, of which kind, and what else its item has: attributes for the index, and its expiry. */
export interface Place<T> {
  readonly key: Key;
  readonly kind: ItemKind<T>;
  readonly attributes: (entity: T) => Item;
}

const triesMax = 20;
const pauseMillisecondsMax = 1000;

/** Reads an item consistently; undefined when it does not exist, or has expired. Throws ItemUnreadable. */
export async function readItem<T>(table: Table, key: Key, kind: ItemKind<T>): Promise<T | undefined> {
  const item = await readRaw(table, key);
  return item && decodeItem(kind, item);
}

/** The same as it is stored. */
export async function readRaw(table: Table, key: Key): Promise<Item | undefined> {
  const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key: key, ConsistentRead: true }));
  return Item && !isExpired(Item, table) ? Item : undefined;
}

/** DynamoDB deletes an expired item within days, and shows it until then. */
export function isExpired({ expires }: Item, table: Pick<Table, 'now'>): boolean {
  return typeof expires === 'number' && expires <= seconds(table);
}

function seconds({ now }: Pick<Table, 'now'>): number {
  return Math.floor(now().getTime() / 1000);
}

function absent(table: Table) {
  return {
    ConditionExpression: 'attribute_not_exists(pk) OR expires <= :now',
    ExpressionAttributeValues: { ':now': seconds(table) },
  };
}

/** Writes an item, whatever is there. */
export async function putItem(table: Table, key: Key, item: Item): Promise<void> {
  await table.client.send(new PutCommand({ TableName: table.name, Item: { ...item, ...key } }));
}

/** Answers false when an item with this key exists. */
export async function createItem<T>(table: Table, { key, kind, attributes }: Place<T>, entity: T): Promise<boolean> {
  const Item = { ...encodeItem(kind, entity), ...attributes(entity), ...key };
  return conditional(table.client.send(new PutCommand({ TableName: table.name, Item, ...absent(table) })));
}

/** Writes a claim. Answers false while an earlier claim on the key lasts. */
export async function claimItem(table: Table, key: Key, { at, until }: Claim): Promise<boolean> {
  return conditional(
    table.client.send(
      new PutCommand({
        TableName: table.name,
        Item: { ...key, until, expires: Math.ceil(Date.parse(until) / 1000) },
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
  { key, kind, attributes }: Place<T>,
  decide: (now: T | undefined) => T | undefined,
): Promise<T | undefined> {
  for (let tries = 0; tries < triesMax; tries++) {
    const now = await readItem(table, key, kind);
    const next = decide(now);
    if (next === now) return now;
    const written = next && kind.schema.parse({ ...next, version: (now?.version ?? 0) + 1 });
    const item = written && { ...versioned(kind, written), ...attributes(written) };
    if (await replaceItem(table, key, { now, item })) return written;
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

/** The items of a query up to its limit, without expired ones. DynamoDB returns at most a megabyte per call. */
export async function queryItems(table: Table, query: ItemQuery): Promise<readonly Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let from: QueryCommandInput['ExclusiveStartKey'];
  for (let reads = 0; reads < readsMax; reads++) {
    const start = from && { ExclusiveStartKey: from };
    const answer = await table.client.send(new QueryCommand({ TableName: table.name, ...query, ...start }));
    items.push(...(answer.Items ?? []).filter((item) => !isExpired(item, table)));
    from = answer.LastEvaluatedKey;
    if (!from || items.length >= query.Limit) break;
  }
  return items;
}

/** The items of a partition whose sort keys begin alike, by a consistent read. */
export function queryUnder(table: Table, { pk, sk }: Key, itemsMax: number): Promise<readonly Item[]> {
  return queryItems(table, {
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
    ConsistentRead: true,
    Limit: itemsMax,
  });
}

interface Replacement {
  readonly now: { readonly version: number } | undefined;
  readonly item: object | undefined;
}

async function replaceItem(table: Table, key: Key, { now, item }: Replacement): Promise<boolean> {
  const unchanged = now
    ? { ConditionExpression: 'version = :version', ExpressionAttributeValues: { ':version': now.version } }
    : absent(table);
  if (!item)
    return conditional(table.client.send(new DeleteCommand({ TableName: table.name, Key: key, ...unchanged })));
  return conditional(
    table.client.send(new PutCommand({ TableName: table.name, Item: { ...item, ...key }, ...unchanged })),
  );
}

/** Answers false, instead of throwing, when the write's condition is not met. */
export async function conditional(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
