import { AwsError } from './errors.ts';

/** One page of a list: the items and, if there are more, the token that asks for the next page. */
export interface Page<T> {
  readonly items: T[];
  readonly nextToken: string | undefined;
}

/** Answers one page of a list. Tokens are opaque to callers; a token that no page returned is refused with `errorCode`. */
export function page<T>(
  items: readonly T[],
  options: { limit: number; token?: string | undefined; errorCode?: string },
): Page<T> {
  const start = options.token === undefined ? 0 : Number(Buffer.from(options.token, 'base64url').toString());
  if (!Number.isInteger(start) || start < 0 || start > items.length) {
    throw new AwsError(options.errorCode ?? 'ValidationException', 'The pagination token is not valid.');
  }
  const end = start + options.limit;
  return {
    items: items.slice(start, end),
    nextToken: end < items.length ? Buffer.from(String(end)).toString('base64url') : undefined,
  };
}
