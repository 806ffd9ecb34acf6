import type { z } from 'zod';
import { encodeCursor } from '../../core/cursor.ts';
import type { Page } from '../../core/ports/index.ts';
import type { Key } from './keys.ts';
import { queryItems, type Table } from './table.ts';

/** The most items on a page. */
export const pageItemsMax = 100;

interface Listing<T> {
  readonly schema: z.ZodType<T>;
  /** Partition and common prefix of the sort keys. */
  readonly under: Key;
  /** The sort key of an entity. A page's cursor is the sort key of its last entity. */
  readonly sortKey: (entity: T) => string;
  readonly newestFirst: boolean;
  /** Sort key after which the page begins. */
  readonly after: string | undefined;
  readonly limit: number | undefined;
}

/** One page of a partition, by a consistent read. */
export async function listItems<T>(table: Table, listing: Listing<T>): Promise<Page<T>> {
  const { under, after, newestFirst, schema, sortKey, limit = pageItemsMax } = listing;
  const [low, high] = newestFirst ? [under.sk, after ?? `${under.sk}~`] : [after ?? under.sk, `${under.sk}~`];
  const found = await queryItems(table, {
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :low AND :high',
    ExpressionAttributeValues: { ':pk': under.pk, ':low': low, ':high': high },
    ScanIndexForward: !newestFirst,
    ConsistentRead: true,
    // BETWEEN includes its bounds, so the item of the cursor comes again, and one more says whether a page follows.
    Limit: limit + 2,
  });
  const items = found.map((item) => schema.parse(item)).filter((item) => sortKey(item) !== after);
  return page(items, limit, sortKey);
}

/** A page of `limit` items, from a list that was read at least one item further. */
export function page<T>(items: readonly T[], limit: number, sortKey: (entity: T) => string): Page<T> {
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  return items.length > limit && last !== undefined
    ? { items: shown, cursor: encodeCursor(sortKey(last)) }
    : { items: shown };
}
