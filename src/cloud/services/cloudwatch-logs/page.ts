import { AwsError } from '../../kernel/errors.ts';

/**
 * One page of a list. The token is opaque to the caller; throws `InvalidParameterException` for a token that no page
 * returned.
 */
export function pageOf<T>(all: readonly T[], token: string | undefined, limit: number) {
  const start = token === undefined ? 0 : Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isInteger(start) || start < 0) {
    throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
  }
  const end = start + limit;
  const nextToken = end < all.length ? Buffer.from(String(end)).toString('base64url') : undefined;
  return { items: all.slice(start, end), nextToken };
}
