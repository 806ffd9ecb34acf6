import { PlinthError } from './errors.ts';

/** The opaque text by which the page after an item is read. */
export function encodeCursor(sortKey: string): string {
  return Buffer.from(sortKey).toString('base64url');
}

/** The sort key in a cursor. Throws InvalidRequest for a cursor that no page of this list can have had. */
export function decodeCursor(cursor: string | undefined, prefix: string): string | undefined {
  if (cursor === undefined) return undefined;
  const sortKey = Buffer.from(cursor, 'base64url').toString();
  if (sortKey.startsWith(prefix) && encodeCursor(sortKey) === cursor) return sortKey;
  throw invalidCursor(cursor);
}

export function invalidCursor(cursor: string): PlinthError {
  const message = 'is not a valid cursor; use the one returned with the previous page';
  return new PlinthError('InvalidRequest', `"${cursor}" ${message}`, { fields: [{ pointer: '/cursor', message }] });
}
