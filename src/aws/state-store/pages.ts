import { encodeCursor } from '../../core/cursor.ts';
import { PlinthError } from '../../core/errors.ts';
import type { Page } from '../../core/ports/index.ts';
import { decodeItem, type Item, type ItemKind, keyText } from './item-kinds.ts';
import type { Key } from './keys.ts';
import { queryItems, type Table } from './table.ts';

/** The most items on a page. */
export const pageItemsMax = 100;

interface Listing<T> {
  readonly kind: ItemKind<T>;
  /** Partition and common prefix of the sort keys. A page's cursor is the sort key of its last item. */
  readonly under: Key;
  readonly newestFirst: boolean;
  /** Sort key after which the page begins. */
  readonly after: string | undefined;
  readonly limit: number | undefined;
}

/** One page of a partition, by a consistent read. */
export async function listItems<T>(table: Table, listing: Listing<T>): Promise<Page<T>> {
  const { under, after, newestFirst, kind, limit = pageItemsMax } = listing;
  const [low, high] = newestFirst ? [under.sk, after ?? `${under.sk}~`] : [after ?? under.sk, `${under.sk}~`];
  const found = await queryItems(table, {
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :low AND :high',
    ExpressionAttributeValues: { ':pk': under.pk, ':low': low, ':high': high },
    ScanIndexForward: !newestFirst,
    ConsistentRead: true,
    // BETWEEN includes its bounds, so the item of the cursor comes again, and one more says whether a page follows.
    Limit: limit + 2,
  });
  const others = found.filter(({ sk }) => sk !== after);
  return { ...readable(kind, others.slice(0, limit)), ...cursorOf(others, limit, ({ sk }) => String(sk)) };
}

/** The entities of items, and the keys of those items that cannot be read. */
export function readable<T>(kind: ItemKind<T>, found: readonly Item[]): Page<T> {
  const items: T[] = [];
  const unreadable: string[] = [];
  for (const item of found) {
    try {
      items.push(decodeItem(kind, item));
    } catch (error) {
      if (!(error instanceof PlinthError) || error.code !== 'ItemUnreadable') throw error;
      unreadable.push(keyText(item));
    }
  }
  return unreadable.length > 0 ? { items, unreadable } : { items };
}

/** The cursor of a page of `limit` items, from a list that was read at least one item further. */
export function cursorOf<T>(found: readonly T[], limit: number, sortKey: (item: T) => string): { cursor?: string } {
  const last = found[limit - 1];
  return found.length > limit && last !== undefined ? { cursor: encodeCursor(sortKey(last)) } : {};
}
