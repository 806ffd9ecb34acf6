import { type Failure, isEnded, type Operation, type Release } from '../entities.ts';
import type { ErrorCode } from '../errors.ts';
import { matchesPattern } from '../matches-pattern.ts';
import { SWEEP, type Wanted } from '../wanted.ts';

/** Which pushed images an application is released from. */
export interface AcceptedImages {
  readonly repository: string;
  /** A tag or a pattern. */
  readonly tags: string;
}

export interface StartSnapshot {
  readonly wanted: Wanted;
  readonly frozen: boolean;
  /** What the application's spec accepts now; undefined: nothing. */
  readonly accepts: AcceptedImages | undefined;
  /** What serves users, and when it was asked for: the time of its tagging, or of its request. */
  readonly live: { readonly digest: string; readonly askedAt: string } | undefined;
  /** Releases of the application. */
  readonly releases: readonly Pick<Release, 'digest' | 'rolledBackFrom' | 'rolledBackAt'>[];
  /** The operation that was started for it last. */
  readonly last: Operation | undefined;
}

export type StartDecision =
  | { readonly kind: 'start'; readonly attempt: number }
  | { readonly kind: 'nothing'; readonly because: string };

const attemptsMax = 3;

/** Ends that say nothing about the image: its release is worth another attempt. */
const RETRIED: ReadonlySet<string> = new Set<ErrorCode>([
  'Internal',
  'ExecutionLost',
  'ParentNotReady',
  'ScopeLocked',
  'TooManyRequests',
]);

/**
 * Whether a release of what is wanted starts now. A release that failed by itself, was cancelled, rejected or superseded is
 * not repeated: the next tagging is a new wish. What was rolled back from comes back by a tagging that is later than the roll back,
 * and never because of what the sweep saw.
 */
export function decideStart({ wanted, frozen, accepts, live, releases, last }: StartSnapshot): StartDecision {
  if (frozen) return nothing('the application is frozen');
  if (accepts?.repository !== wanted.repository || !matchesPattern(accepts.tags, wanted.tag))
    return nothing('the spec accepts no such image');
  if (live?.digest === wanted.digest) return nothing('it is live');
  const returns = releases.some((release) => wasLeft(release, wanted));
  if (returns) return nothing('it was rolled back from');
  if (live && live.askedAt > wanted.at) return nothing('what is live was asked for later');
  if (wanted.attempts === 0) return { kind: 'start', attempt: 1 };
  if (!last || !isEnded(last)) return nothing('its release runs');
  if (last.status !== 'failed' || !RETRIED.has(codeOf(last))) return nothing(`its release ended: ${last.status}`);
  if (wanted.attempts >= attemptsMax) return nothing(`its release failed ${attemptsMax} times`);
  return { kind: 'start', attempt: wanted.attempts + 1 };
}

function nothing(because: string): StartDecision {
  return { kind: 'nothing', because };
}

function wasLeft({ digest, rolledBackFrom, rolledBackAt }: StartSnapshot['releases'][number], wanted: Wanted): boolean {
  if (digest !== wanted.digest || !rolledBackFrom) return false;
  return wanted.by === SWEEP || rolledBackAt === undefined || rolledBackAt >= wanted.at;
}

function codeOf({ error }: { readonly error: Failure }): string {
  return error.code;
}
