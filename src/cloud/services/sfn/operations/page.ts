import { AwsError } from '../../../kernel/errors.ts';

const RESULTS_DEFAULT = 100;
const RESULTS_MAX = 1000;

export interface PageRequest {
  /** 0 and absent mean 100. */
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

/** One page of a list, and the token of the next one if there is one. */
export function pageOf<T>(items: readonly T[], request: PageRequest): { items: readonly T[]; nextToken?: string } {
  const { maxResults = 0, nextToken } = request;
  if (maxResults > RESULTS_MAX || maxResults < 0) {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${maxResults}' at 'maxResults' failed to satisfy constraint: ` +
        `Member must have value less than or equal to ${RESULTS_MAX}`,
    );
  }
  const from = nextToken === undefined ? 0 : offsetOf(nextToken);
  const to = from + (maxResults === 0 ? RESULTS_DEFAULT : maxResults);
  return {
    items: items.slice(from, to),
    ...(to < items.length ? { nextToken: Buffer.from(`from ${to}`).toString('base64url') } : {}),
  };
}

function offsetOf(token: string): number {
  const match = /^from (\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8'));
  if (match === null) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
  return Number(match[1]);
}
