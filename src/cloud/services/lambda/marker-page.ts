import { AwsError } from '../../kernel/errors.ts';

const ITEMS_PER_PAGE_MAX = 50;

/** One page of a list under the member's name, with `NextMarker` when there is more. */
export function markerPage<T>(
  member: string,
  all: readonly T[],
  { Marker, MaxItems }: { Marker?: string | undefined; MaxItems?: number | undefined },
): object {
  const start = Marker === undefined ? 0 : Number(Buffer.from(Marker, 'base64url').toString());
  if (!Number.isInteger(start)) throw new AwsError('InvalidParameterValueException', 'Invalid Marker');
  const end = start + Math.min(MaxItems ?? ITEMS_PER_PAGE_MAX, ITEMS_PER_PAGE_MAX);
  return {
    [member]: all.slice(start, end),
    ...(end < all.length ? { NextMarker: Buffer.from(String(end)).toString('base64url') } : {}),
  };
}
