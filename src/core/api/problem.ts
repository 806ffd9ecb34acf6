import { ERRORS, PlinthError } from '../errors.ts';

/** RFC 9457, with Plinth's stable code and what to do next. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly errors?: readonly { readonly pointer: string; readonly message: string }[];
  readonly nextSteps?: readonly string[];
  readonly traceId: string;
  readonly [extra: string]: unknown;
}

/** Any error as a problem. What nobody foresaw says nothing about the inside, and names the trace instead. */
export function problemOf(error: unknown, traceId: string): Problem {
  const known =
    error instanceof PlinthError ? error : new PlinthError('Internal', 'something went wrong that nobody foresaw');
  const { status, help } = ERRORS[known.code];
  return {
    ...known.extra,
    type: `https://plinth.dev/errors/${known.code}`,
    title: help,
    status,
    detail: known.message,
    code: known.code,
    ...(known.fields.length === 0 ? {} : { errors: known.fields }),
    ...(known.nextSteps.length === 0 ? {} : { nextSteps: known.nextSteps }),
    traceId,
  };
}

/** What is refused with 429 wrote an item that many others wrote in the same moment. */
const RETRY_AFTER_SECONDS = 1;

/** Headers of a problem's answer. */
export function problemHeaders({ status }: Problem): Readonly<Record<string, string>> {
  const type = { 'content-type': 'application/problem+json' };
  return status === ERRORS.TooManyRequests.status ? { ...type, 'retry-after': `${RETRY_AFTER_SECONDS}` } : type;
}
