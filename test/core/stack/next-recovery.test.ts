import { expect, test } from 'vitest';
import { nextRecovery } from '../../../src/core/stack/next-recovery.ts';
import { StackWork } from '../../../src/core/stack/stack-work.ts';
import { fakeStack } from './fake-stacks.ts';
import { plannedStackOf } from './planned-stack.ts';

interface Given {
  readonly status?: string;
  readonly action?: 'update' | 'delete';
  readonly acted?: boolean;
  readonly recover?: number;
  readonly recoveryFailed?: boolean;
  readonly holdsContents?: boolean;
}

const TABLE: readonly (readonly [string, Given, string])[] = [
  ['a change that was never started', { status: 'UPDATE_ROLLBACK_FAILED', acted: false }, 'fail'],
  ['a stack that is gone', {}, 'fail'],
  ['an update that was rolled back', { status: 'UPDATE_ROLLBACK_COMPLETE' }, 'fail'],
  ['a creation that was rolled back', { status: 'ROLLBACK_COMPLETE' }, 'fail'],
  ['a stack that still changes', { status: 'UPDATE_ROLLBACK_IN_PROGRESS' }, 'await'],
  ['a rollback that stopped', { status: 'UPDATE_ROLLBACK_FAILED' }, 'continue-rollback 1'],
  ['a rollback that stopped again', { status: 'UPDATE_ROLLBACK_FAILED', recover: 1 }, 'continue-rollback 2'],
  ['a rollback after three recoveries', { status: 'UPDATE_ROLLBACK_FAILED', recover: 3 }, 'fail'],
  [
    'a recovery that could not be started',
    { status: 'UPDATE_ROLLBACK_FAILED', recover: 1, recoveryFailed: true },
    'fail',
  ],
  ['a deletion that stopped', { status: 'DELETE_FAILED', action: 'delete' }, 'delete-leftover 1'],
  [
    'a deletion that stopped at a full bucket',
    { status: 'DELETE_FAILED', action: 'delete', recover: 1, holdsContents: true },
    'empty 2 before delete-leftover',
  ],
  ['a deletion after three recoveries', { status: 'DELETE_FAILED', action: 'delete', recover: 3 }, 'fail'],
];

test.each(TABLE)('%s', (_, { status, action = 'update', acted = true, recover = 0, ...given }, follows) => {
  const decision = nextRecovery({
    stack: { ...plannedStackOf({ action }), planOnly: false },
    work: StackWork.parse({ acted, attempts: { recover } }),
    observed: status === undefined ? undefined : fakeStack(status),
    recoveryFailed: given.recoveryFailed ?? false,
    holdsContents: given.holdsContents ?? false,
  });
  const attempt = 'attempt' in decision ? ` ${decision.attempt}` : '';
  const before = decision.next === 'empty' ? ` before ${decision.before}` : '';
  expect(`${decision.next}${attempt}${before}`).toBe(follows);
});
