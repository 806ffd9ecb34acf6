import { z } from 'zod';
import { decodeCursor, encodeCursor } from '../../core/cursor.ts';
import { Operation } from '../../core/entities.ts';
import type { Page, PageRequest } from '../../core/ports/index.ts';
import { parseScope, scopePath } from '../../core/scope.ts';
import { endedOperations, listIndex, openOperations, scopeIndexes } from './keys.ts';
import { page, pageItemsMax } from './pages.ts';
import { queryItems, readItem, type Table } from './table.ts';

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
  const byId = new Map(lists.flat().map((operation) => [operation.id, operation]));
  const sorted = [...byId.values()].sort((one, other) => (listSort(one) > listSort(other) ? -1 : 1));
  return page(sorted, limit, listSort);
}

/** All unfinished operations. */
export async function listOpenOperations(table: Table): Promise<readonly Operation[]> {
  const found: Operation[] = [];
  let before: string | undefined;
  for (;;) {
    const operations = await newest(table, { list: openOperations, before, count: pageItemsMax });
    found.push(...operations);
    const last = operations.at(-1);
    if (operations.length < pageItemsMax || last === undefined) return found;
    before = listSort(last);
  }
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
  const operations = await Promise.all(shown.map(({ pk, sk }) => readItem(table, { pk, sk }, Operation)));
  const items = operations.filter((operation) => operation !== undefined);
  const last = shown.at(-1);
  return keys.length > limit && last ? { items, cursor: encodeCursor(last.listSort) } : { items };
}

interface Newest {
  readonly list: string;
  readonly before: string | undefined;
  readonly count: number;
}

async function newest(table: Table, { list, before, count }: Newest): Promise<readonly Operation[]> {
  const items = await queryItems(table, {
    IndexName: listIndex,
    KeyConditionExpression: 'listKey = :list AND listSort < :before',
    ExpressionAttributeValues: { ':list': list, ':before': before ?? '~' },
    ScanIndexForward: false,
    Limit: count,
  });
  return items.slice(0, count).map((item) => Operation.parse(item));
}
