import type { Catcher, Retrier } from './definition.ts';
import { ERROR, type StatesError } from './states-error.ts';

const INTERVAL_SECONDS_DEFAULT = 1;
const ATTEMPTS_DEFAULT = 3;
const BACKOFF_RATE_DEFAULT = 2;

/** How often each retrier of a state has been used during one visit, by the retrier's index. */
export type RetryCounts = Map<number, number>;

/**
 * Seconds to wait before the next attempt, or `undefined` to give up. The first retrier that matches the error
 * decides; its count is raised. `random` draws from [0, 1) for JitterStrategy FULL.
 */
export function decideRetry(
  retriers: readonly Retrier[],
  error: StatesError,
  state: { readonly counts: RetryCounts; readonly random: () => number },
): number | undefined {
  const index = retriers.findIndex((retrier) => matchesError(retrier.ErrorEquals, error));
  const retrier = retriers[index];
  if (retrier === undefined) return undefined;
  const used = state.counts.get(index) ?? 0;
  if (used >= (retrier.MaxAttempts ?? ATTEMPTS_DEFAULT)) return undefined;
  state.counts.set(index, used + 1);
  const seconds = backoffSeconds(retrier, used);
  return retrier.JitterStrategy === 'FULL' ? seconds * state.random() : seconds;
}

/** The first catcher that matches the error. */
export function findCatcher(catchers: readonly Catcher[], error: StatesError): Catcher | undefined {
  return catchers.find((catcher) => matchesError(catcher.ErrorEquals, error));
}

function backoffSeconds(retrier: Retrier, used: number): number {
  const interval = retrier.IntervalSeconds ?? INTERVAL_SECONDS_DEFAULT;
  const seconds = interval * (retrier.BackoffRate ?? BACKOFF_RATE_DEFAULT) ** used;
  return Math.min(seconds, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
}

/** States.Runtime is never matched, not even by its name; States.TaskFailed matches every error but a timeout. */
function matchesError(names: readonly string[], { errorName, alias }: StatesError): boolean {
  if (errorName === ERROR.runtime) return false;
  return names.some(
    (name) =>
      name === ERROR.all ||
      name === errorName ||
      (name === ERROR.taskFailed ? errorName !== ERROR.timeout : alias !== undefined && name === alias),
  );
}
