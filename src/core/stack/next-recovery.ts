import { nextStackAction } from './next-stack-action.ts';
import { isSettled } from './stack-status.ts';
import { type StackSnapshot, wishFor } from './stack-work.ts';

/** Everything that decides whether a stack can be brought out of a status that no later request could leave. */
export interface RecoverySituation extends StackSnapshot {
  /** A recovery could not even be started. */
  readonly recoveryFailed: boolean;
  /** It has buckets or zones that must be empty before CloudFormation can delete them. */
  readonly holdsContents: boolean;
}

export type NextRecovery =
  | { readonly next: 'fail' }
  | { readonly next: 'await' }
  | { readonly next: 'continue-rollback' | 'delete-leftover'; readonly attempt: number; readonly purpose: 'recover' }
  | {
      readonly next: 'empty';
      readonly before: 'delete-leftover';
      readonly attempt: number;
      readonly purpose: 'recover';
    };

export const recoveriesMax = 3;

/**
 * What follows a failure. `fail`: there is nothing more to do, and the next request can start from the stack's status. `await`: the
 * stack is still changing. Pure.
 */
export function nextRecovery({ stack, work, observed, ...situation }: RecoverySituation): NextRecovery {
  if (situation.recoveryFailed || !work.acted || !observed) return { next: 'fail' };
  const attempt = work.attempts.recover + 1;
  if (attempt > recoveriesMax) return { next: 'fail' };
  if (!isSettled(observed.status)) return { next: 'await' };
  switch (nextStackAction(observed.status, wishFor(stack)).kind) {
    case 'continue-rollback':
      return { next: 'continue-rollback', attempt, purpose: 'recover' };
    case 'retain-and-delete':
      return situation.holdsContents
        ? { next: 'empty', before: 'delete-leftover', attempt, purpose: 'recover' }
        : { next: 'delete-leftover', attempt, purpose: 'recover' };
    default:
      return { next: 'fail' };
  }
}
