import { AwsError } from '../../kernel/errors.ts';

const ITEMS_MAX_DEFAULT = 100;

/** One page of a list in order of name. The marker is the name of the last item before it. */
export function pageOf<T>(
  all: readonly T[],
  nameOf: (item: T) => string,
  input: { readonly Marker?: string | undefined; readonly MaxItems?: number | undefined },
): { items: T[]; IsTruncated: boolean; Marker?: string } {
  const sorted = all.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const after = input.Marker === undefined ? '' : Buffer.from(input.Marker, 'base64').toString();
  if (input.Marker !== undefined && after === '') throw new AwsError('ValidationError', 'Invalid Marker.');
  const rest = sorted.filter((item) => nameOf(item) > after);
  const items = rest.slice(0, input.MaxItems ?? ITEMS_MAX_DEFAULT);
  const last = items.at(-1);
  if (items.length === rest.length || last === undefined) return { items, IsTruncated: false };
  return { items, IsTruncated: true, Marker: Buffer.from(nameOf(last)).toString('base64') };
}
