import { Operation } from '../../core/entities.ts';
import type { Page } from '../../core/ports/index.ts';
import { endedOperations, listIndex, openOperations } from './keys.ts';
import { decodeCursor, page, pageItemsMax } from './pages.ts';
import { type ItemQuery, queryItems, type Table } from './table.ts';

/** Reads of the index for one page: operations of a scope that seldom changes are far apart. */
const readsMax = 20;

/** The sort key of an operation, by time. */
export function listSort(operation: Operation): string {
  return `${operation.createdAt}#${operation.id}`;
}

/** Operations of a scope and its children, or all operations, newest first. */
export async function listOperations(
  table: Table,
  scope: string | undefined,
  cursor: string | undefined,
): Promise<Page<Operation>> {
  const before = decodeCursor(cursor, '2');
  const lists = await Promise.all(
    [openOperations, endedOperations].map((list) => newest(table, { list, scope, before })),
  );
  // An operation that ends between the two reads is in both lists.
  const byId = new Map(lists.flat().map((operation) => [operation.id, operation]));
  const sorted = [...byId.values()].sort((one, other) => (listSort(one) > listSort(other) ? -1 : 1));
  return page(sorted, listSort);
}

/** All unfinished operations. */
export async function listOpenOperations(table: Table): Promise<readonly Operation[]> {
  const found: Operation[] = [];
  let before: string | undefined;
  for (;;) {
    const operations = await newest(table, { list: openOperations, scope: undefined, before });
    found.push(...operations);
    if (operations.length <= pageItemsMax) return found;
    before = listSort(operations[operations.length - 1]!);
  }
}

interface Newest {
  readonly list: string;
  readonly scope: string | undefined;
  readonly before: string | undefined;
}

/** One operation more than a page, if there are so many. */
async function newest(table: Table, { list, scope, before }: Newest): Promise<Operation[]> {
  const found: Operation[] = [];
  let upTo = before ?? '~';
  for (let reads = 0; reads < readsMax; reads++) {
    const items = await queryItems(table, indexQuery(list, upTo));
    const operations = items.map((item) => Operation.parse(item));
    found.push(...operations.filter((operation) => isIn(operation.scope, scope)));
    const last = operations.at(-1);
    if (found.length > pageItemsMax || operations.length < pageItemsMax + 1 || !last) break;
    upTo = listSort(last);
  }
  return found.slice(0, pageItemsMax + 1);
}

function indexQuery(list: string, upTo: string): ItemQuery {
  return {
    IndexName: listIndex,
    KeyConditionExpression: 'listKey = :list AND listSort < :upTo',
    ExpressionAttributeValues: { ':list': list, ':upTo': upTo },
    ScanIndexForward: false,
    Limit: pageItemsMax + 1,
  };
}

function isIn(path: string, scope: string | undefined): boolean {
  return scope === undefined || path === scope || path.startsWith(`${scope}/`);
}
