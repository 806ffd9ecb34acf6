import type { z } from 'zod';
import { encodeItem, type ItemKind } from './item-kinds.ts';
import type { Key } from './keys.ts';
import { putItem, readItem, type Table } from './table.ts';

/** An item whose one attribute has all of it as text: it is read and written as a whole. */
export interface WholeItem<T, N extends string> {
  readonly kind: ItemKind<Record<N, string>>;
  readonly attribute: N;
  readonly schema: z.ZodType<T>;
}

/** One that an older version wrote otherwise is as good as none: whatever writes it makes it anew. */
export async function readWhole<T, N extends string>(
  table: Table,
  key: Key,
  { kind, attribute, schema }: WholeItem<T, N>,
): Promise<T | undefined> {
  const item = await readItem(table, key, kind);
  return item && schema.safeParse(JSON.parse(item[attribute])).data;
}

export async function putWhole<T, N extends string>(
  table: Table,
  key: Key,
  { kind, attribute, schema, value }: WholeItem<T, N> & { readonly value: T },
): Promise<void> {
  const text = { [attribute]: JSON.stringify(schema.parse(value)) } as Record<N, string>;
  await putItem(table, key, encodeItem(kind, text));
}
