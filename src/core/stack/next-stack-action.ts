import { StackStatus } from './stack-status.ts';

/** What may follow a stack's status. */
export type NextAction =
  | { readonly kind: 'create' }
  | { readonly kind: 'update' }
  | { readonly kind: 'delete'; readonly next: 'create' | 'done' }
  | { readonly kind: 'wait' }
  | { readonly kind: 'continue-rollback' }
  /** Delete without the resources that could not be deleted, which are recorded. */
  | { readonly kind: 'retain-and-delete'; readonly next: 'create' | 'done' }
  | { readonly kind: 'done' };

export type StackWish = 'present' | 'absent';

const create: NextAction = { kind: 'create' };
const update: NextAction = { kind: 'update' };
const wait: NextAction = { kind: 'wait' };
const done: NextAction = { kind: 'done' };
const remove: NextAction = { kind: 'delete', next: 'done' };
const replace: NextAction = { kind: 'delete', next: 'create' };

const ACTIONS: Readonly<Record<StackStatus | 'absent', Readonly<Record<StackWish, NextAction>>>> = {
  absent: { present: create, absent: done },
  DELETE_COMPLETE: { present: create, absent: done },
  // A change set of type CREATE was never executed: there is no resource yet.
  REVIEW_IN_PROGRESS: { present: create, absent: remove },

  CREATE_COMPLETE: { present: update, absent: remove },
  UPDATE_COMPLETE: { present: update, absent: remove },
  IMPORT_COMPLETE: { present: update, absent: remove },
  // A good state after an update that failed.
  UPDATE_ROLLBACK_COMPLETE: { present: update, absent: remove },
  IMPORT_ROLLBACK_COMPLETE: { present: update, absent: remove },
  // An update failed with rollback turned off. CloudFormation allows an update without replacement.
  UPDATE_FAILED: { present: update, absent: remove },

  // A first creation that failed can only be deleted.
  CREATE_FAILED: { present: replace, absent: remove },
  ROLLBACK_COMPLETE: { present: replace, absent: remove },
  ROLLBACK_FAILED: { present: replace, absent: remove },

  UPDATE_ROLLBACK_FAILED: { present: { kind: 'continue-rollback' }, absent: remove },
  IMPORT_ROLLBACK_FAILED: { present: { kind: 'continue-rollback' }, absent: remove },
  DELETE_FAILED: {
    present: { kind: 'retain-and-delete', next: 'create' },
    absent: { kind: 'retain-and-delete', next: 'done' },
  },

  CREATE_IN_PROGRESS: { present: wait, absent: wait },
  ROLLBACK_IN_PROGRESS: { present: wait, absent: wait },
  DELETE_IN_PROGRESS: { present: wait, absent: wait },
  UPDATE_IN_PROGRESS: { present: wait, absent: wait },
  // Neither done nor failed: counted as either, it lets the next update start too early.
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: { present: wait, absent: wait },
  UPDATE_ROLLBACK_IN_PROGRESS: { present: wait, absent: wait },
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: { present: wait, absent: wait },
  IMPORT_IN_PROGRESS: { present: wait, absent: wait },
  IMPORT_ROLLBACK_IN_PROGRESS: { present: wait, absent: wait },
};

/**
 * What may follow a stack's status; CloudFormation refuses everything else. A status that AWS adds one day is waited
 * for, within the caller's bound: it is never taken for a success.
 */
export function nextStackAction(status: string, wish: StackWish): NextAction {
  if (status === 'absent') return ACTIONS.absent[wish];
  const known = StackStatus.safeParse(status);
  return known.success ? ACTIONS[known.data][wish] : wait;
}
