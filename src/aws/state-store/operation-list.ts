import { z } from 'zod';
import { decodeCursor } from '../../core/cursor.ts';
import type { Operation } from '../../core/entities.ts';
import type { Page, PageRequest } from '../../core/ports/index.ts';
import { parseScope, scopePath } from '../../core/scope.ts';
import { type Item, KINDS } from './item-kinds.ts';
import { endedOperations, listIndex, openOperations, scopeIndexes } from './keys.ts';
import { cursorOf, pageItemsMax, readable } from './pages.ts';
import { queryItems, readRaw, type Table } from './table.ts';

/** Operations are listed by the time at which they were accepted. */
export function listSort(operation: Operation): string {
  return `${operation.createdAt}#${operation.id}`;
}

/** The keys under which the indexes by scope find an operation: its environment (or the base) and its application. */
export function scopeKeys({ scope: path }: Operation): Readonly<Record<string, string>> {
  const scope = parseScope(path);
  if (scope === undefined || !('environment' in scope)) return { [scopeIndexes.environment]: path };
  const environment = scopePath({ layer: 'environment', environment: scope.environment });
  if (scope.layer === 'environment') return { [scopeIndexes.environment]: environment };
  const application = scopePath({ ...scope, layer: 'application' });
  return { [scopeIndexes.environment]: environment, [scopeIndexes.application]: application };
}

/** Operations of a scope and its children, or all operations, newest first. */
export async function listOperations(
  table: Table,
  scope: string | undefined,
  { cursor, limit = pageItemsMax }: PageRequest = {},
): Promise<Page<Operation>> {
  const before = decodeCursor(cursor, '2');
  if (scope !== undefined) return operationsOf(table, scope, { before, limit });
  const lists = await Promise.all(
    [openOperations, endedOperations].map((list) => newest(table, { list, before, count: limit + 1 })),
  );
  // An operation that ends between the two reads is in both lists.
  const byKey = new Map(lists.flat().map((item) => [item.pk, item]));
  const sorted = [...byKey.values()].sort((one, other) => (sortOf(one) > sortOf(other) ? -1 : 1));
  return { ...readable(KINDS.operation, sorted.slice(0, limit)), ...cursorOf(sorted, limit, sortOf) };
}

/** All unfinished operations. */
export async function listOpenOperations(
  table: Table,
  skipped: (key: string) => void = () => {},
): Promise<readonly Operation[]> {
  const found: Item[] = [];
  let before: string | undefined;
  for (;;) {
    const items = await newest(table, { list: openOperations, before, count: pageItemsMax });
    found.push(...items);
    const last = items.at(-1);
    if (items.length < pageItemsMax || last === undefined) break;
    before = sortOf(last);
  }
  const { items, unreadable = [] } = readable(KINDS.operation, found);
  for (const key of unreadable) skipped(key);
  return items;
}

function sortOf({ listSort: sort }: Item): string {
  return String(sort);
}

const KeyItem = z.object({ pk: z.string(), sk: z.string(), listSort: z.string() });

/** The index holds keys alone, so each operation is read by its key; one that was deleted meanwhile is left out. */
async function operationsOf(
  table: Table,
  scope: string,
  { before, limit }: { readonly before: string | undefined; readonly limit: number },
): Promise<Page<Operation>> {
  const isApplication = parseScope(scope)?.layer === 'application';
  const key = isApplication ? scopeIndexes.application : scopeIndexes.environment;
  const answers = await queryItems(table, {
    IndexName: key,
    KeyConditionExpression: '#key = :scope AND listSort < :before',
    ExpressionAttributeNames: { '#key': key },
    ExpressionAttributeValues: { ':scope': scope, ':before': before ?? '~' },
    ScanIndexForward: false,
    Limit: limit + 1,
  });
  const keys = answers.map((answer) => KeyItem.parse(answer));
  const shown = keys.slice(0, limit);
  const items = await Promise.all(shown.map(({ pk, sk }) => readRaw(table, { pk, sk })));
  const existing = items.filter((item) => item !== undefined);
  return { ...readable(KINDS.operation, existing), ...cursorOf(keys, limit, ({ listSort: sort }) => sort) };
}

interface Newest {
  readonly list: string;
  readonly before: string | undefined;
  readonly count: number;
}

async function newest(table: Table, { list, before, count }: Newest): Promise<readonly Item[]> {
  const items = await queryItems(table, {
    IndexName: listIndex,
    KeyConditionExpression: 'listKey = :list AND listSort < :before',
    ExpressionAttributeValues: { ':list': list, ':before': before ?? '~' },
    ScanIndexForward: false,
    Limit: count,
  });
  return items.slice(0, count);
}
