import { PlinthError } from '../errors.ts';
import type { Page } from '../ports/index.ts';

/** The items of a page that something is decided from. Throws ItemUnreadable with the keys of those that cannot be read. */
export function allReadable<T>({ items, unreadable = [] }: Page<T>): readonly T[] {
  if (unreadable.length === 0) return items;
  throw new PlinthError('ItemUnreadable', `the table has items that cannot be read: ${unreadable.join(', ')}`, {
    source: 'platform',
    extra: { unreadable },
  });
}
