import type { z } from 'zod';
import { PlinthError } from '../../core/errors.ts';
import type { Page } from '../../core/ports/index.ts';
import type { Key } from './keys.ts';
import { queryItems, type Table } from './table.ts';

/** Items on a page. */
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
}

/** One page of a partition, by a consistent read. */
export async function listItems<T>(table: Table, listing: Listing<T>): Promise<Page<T>> {
  const { under, after, newestFirst, schema, sortKey } = listing;
  const [low, high] = newestFirst ? [under.sk, after ?? `${under.sk}~`] : [after ?? under.sk, `${under.sk}~`];
  const found = await queryItems(table, {
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :low AND :high',
    ExpressionAttributeValues: { ':pk': under.pk, ':low': low, ':high': high },
    ScanIndexForward: !newestFirst,
    ConsistentRead: true,
    // BETWEEN includes its bounds, so the cursor's item is read again; one more item shows whether another page follows.
    Limit: pageItemsMax + 2,
  });
  const items = found.map((item) => schema.parse(item)).filter((item) => sortKey(item) !== after);
  return page(items, sortKey);
}

/** One page of items that were read beyond the end of the page. */
export function page<T>(items: readonly T[], sortKey: (entity: T) => string): Page<T> {
  const shown = items.slice(0, pageItemsMax);
  const last = shown.at(-1);
  return items.length > pageItemsMax && last !== undefined
    ? { items: shown, cursor: encode(sortKey(last)) }
    : { items: shown };
}

/** The sort key in a cursor. Throws InvalidRequest for a cursor that no page has returned. */
export function decodeCursor(cursor: string | undefined, prefix: string): string | undefined {
  if (cursor === undefined) return undefined;
  const sortKey = Buffer.from(cursor, 'base64url').toString();
  if (sortKey.startsWith(prefix) && encode(sortKey) === cursor) return sortKey;
  const message = 'is not a valid cursor; use the one returned with the previous page';
  throw new PlinthError('InvalidRequest', `cursor '${cursor}' ${message}`, {
    fields: [{ pointer: '/cursor', message }],
  });
}

function encode(sortKey: string): string {
  return Buffer.from(sortKey).toString('base64url');
}
