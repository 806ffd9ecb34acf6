import { errorLink } from '../api-links.ts';
import { ERRORS, PlinthError } from '../errors.ts';
import type { ProblemView } from './views/failure.ts';

/** RFC 9457, with Plinth's stable code and what to do next. Some codes have further members. */
export type Problem = ProblemView;

/** Any error as a problem. An unexpected one says nothing about the inside, and names the trace instead. */
export function problemOf(error: unknown, traceId: string): Problem {
  const known = error instanceof PlinthError ? error : new PlinthError('Internal', 'unexpected internal error');
  const { status, title, help } = ERRORS[known.code];
  return {
    ...known.extra,
    type: errorLink(known.code),
    title,
    status,
    detail: known.message,
    code: known.code,
    ...(known.fields.length > 0 && { errors: [...known.fields] }),
    nextSteps: known.nextSteps.length > 0 ? [...known.nextSteps] : [help],
    traceId,
  };
}

/** A request that is refused with 429 wrote an item that many other requests wrote at the same moment. */
const TOO_MANY_REQUESTS_SECONDS = 1;

/** Headers of a problem's answer. A locked scope says itself when it is worth asking again. */
export function problemHeaders({ status, retryAfterSeconds }: Problem): Readonly<Record<string, string>> {
  const type = { 'content-type': 'application/problem+json' };
  const seconds = status === ERRORS.TooManyRequests.status ? TOO_MANY_REQUESTS_SECONDS : retryAfterSeconds;
  return seconds === undefined ? type : { ...type, 'retry-after': `${seconds}` };
}
