import { assertNever } from '../assert-never.ts';
import { isKnown, type PlannedStack } from '../plan/plan.ts';
import { isSynchronised } from './listener-weights.ts';
import { nextStackAction } from './next-stack-action.ts';
import { isOwn } from './stack-owner.ts';
import { isGood } from './stack-status.ts';
import { type StackSnapshot, wishFor } from './stack-work.ts';

/** Everything that decides what comes next for a stack. */
export interface ChangeSituation extends StackSnapshot {
  /** The stack exists because this operation asked for it, as its events say. */
  readonly isCreatedHere: boolean;
  /** Its own template protects data from deletion. Only read where the stack is to be deleted. */
  readonly isProtected: boolean;
  /** It has buckets or zones that must be empty before CloudFormation can delete them. */
  readonly holdsContents: boolean;
}

/** Why a change cannot go on. */
export type Obstacle =
  | 'other-owner'
  | 'half-deleted'
  | 'rollback-fails'
  | 'deletion-fails'
  | 'weights-differ'
  | 'still-protected';

/** A procedure that starts a CloudFormation operation of its own, whose end is awaited. */
export type Procedure = 'synchronise' | 'unprotect' | 'continue-rollback' | 'delete-leftover';

/** The state that follows Prepare, and what it needs to know. */
export type NextChange =
  | { readonly next: 'create-stack' | 'review' }
  | { readonly next: 'create-change-set'; readonly changeSetType: 'CREATE' | 'UPDATE' }
  | { readonly next: Procedure; readonly attempt: number; readonly purpose: 'prepare' }
  | { readonly next: 'empty'; readonly before: 'review' }
  | {
      readonly next: 'empty';
      readonly before: 'delete-leftover';
      readonly attempt: number;
      readonly purpose: 'prepare';
    }
  /** Another CloudFormation operation changes the stack; Prepare runs again after it. */
  | { readonly next: 'await'; readonly awaits: 'other'; readonly purpose: 'prepare' }
  /** The creation that this operation asked for. */
  | { readonly next: 'await'; readonly awaits: 'own' }
  | { readonly next: 'fail'; readonly obstacle: Obstacle };

/** How often each procedure may be started for one change. */
export const ATTEMPTS_MAX = { synchronise: 3, unprotect: 3, 'continue-rollback': 2, 'delete-leftover': 2 } as const;

/** What comes next for a stack, from what was observed, what is planned and what was attempted. Pure. */
export function nextChange(situation: ChangeSituation): NextChange {
  const { stack, observed, isCreatedHere } = situation;
  if (observed && !isOwn(stack.scope, observed)) return { next: 'fail', obstacle: 'other-owner' };
  if (isCreatedHere) return { next: 'await', awaits: 'own' };
  const action = nextStackAction(observed?.status ?? 'absent', wishFor(stack));
  // A plan may look at the change set of an update. Anything else would leave something behind.
  if (stack.planOnly) {
    const isPreviewable = action.kind === 'update' && isWhollyKnown(stack);
    return isPreviewable ? { next: 'create-change-set', changeSetType: 'UPDATE' } : { next: 'review' };
  }
  switch (action.kind) {
    case 'wait':
      return { next: 'await', awaits: 'other', purpose: 'prepare' };
    case 'create':
      return observed ? { next: 'create-change-set', changeSetType: 'CREATE' } : { next: 'create-stack' };
    case 'update':
      return nextUpdate(situation);
    case 'continue-rollback':
      return attempted(situation, 'continue-rollback', 'rollback-fails');
    case 'delete':
    case 'retain-and-delete':
      return action.next === 'create' ? nextClearing(situation) : nextDeletion(situation);
    case 'done':
      return { next: 'review' };
    default:
      return assertNever(action);
  }
}

/** A change set can be made beforehand only of a stack whose parameters are all known. */
function isWhollyKnown({ parameters }: PlannedStack): boolean {
  return Object.values(parameters).every(isKnown);
}

function nextUpdate(situation: ChangeSituation): NextChange {
  const { stack, observed, work } = situation;
  // A drift-aware change set carries the weights itself, and makes a rule that is gone again.
  const isDone =
    !observed || stack.restores || work.unneeded.includes('synchronise') || isSynchronised(stack, observed);
  if (isDone) return { next: 'create-change-set', changeSetType: 'UPDATE' };
  return preliminaryUpdate(situation, 'synchronise', 'weights-differ');
}

/** An update that CloudFormation rolled back fails again for the same reason, so it is not repeated. */
function preliminaryUpdate(
  situation: ChangeSituation,
  procedure: 'synchronise' | 'unprotect',
  obstacle: Obstacle,
): NextChange {
  const { observed, work } = situation;
  const wasRolledBack = work.attempts[procedure] > 0 && !isGood(observed?.status ?? '');
  return wasRolledBack ? { next: 'fail', obstacle } : attempted(situation, procedure, obstacle);
}

function attempted({ work }: ChangeSituation, procedure: Procedure, obstacle: Obstacle): NextChange {
  const attempt = work.attempts[procedure] + 1;
  if (attempt > ATTEMPTS_MAX[procedure]) return { next: 'fail', obstacle };
  return { next: procedure, attempt, purpose: 'prepare' };
}

/** What is left of a failed creation or deletion goes before the stack is created. */
function nextClearing(situation: ChangeSituation): NextChange {
  const { stack, observed, holdsContents } = situation;
  const isHalfDeleted = observed?.status === 'DELETE_FAILED';
  // A request that does not name the stack in `allow` did not agree to lose the data that is left in it.
  if (isHalfDeleted && stack.data && !stack.allowed) return { next: 'fail', obstacle: 'half-deleted' };
  const deletion = attempted(situation, 'delete-leftover', 'deletion-fails');
  if (deletion.next !== 'delete-leftover' || !isHalfDeleted || !holdsContents) return deletion;
  return { ...deletion, next: 'empty', before: 'delete-leftover' };
}

/** A deletion leaves nothing behind: protection is lifted first, then what must be empty is emptied. */
function nextDeletion(situation: ChangeSituation): NextChange {
  const { stack, observed, work, isProtected, holdsContents } = situation;
  // A change set that was never executed: there is no template and no resource yet.
  if (!observed || observed.status === 'REVIEW_IN_PROGRESS') return { next: 'review' };
  // The review refuses to delete data that the request does not name, so its protection stays.
  if (stack.data && !stack.allowed) return { next: 'review' };
  if (stack.data && isProtected && !work.unneeded.includes('unprotect')) {
    const { kind } = nextStackAction(observed.status, 'present');
    if (kind === 'update') return preliminaryUpdate(situation, 'unprotect', 'still-protected');
    // Once: a stack whose rollback stops again can still be deleted, and what it keeps is listed as retained.
    const canContinue = kind === 'continue-rollback' && work.attempts['continue-rollback'] === 0;
    if (canContinue) return attempted(situation, 'continue-rollback', 'rollback-fails');
  }
  return holdsContents ? { next: 'empty', before: 'review' } : { next: 'review' };
}
