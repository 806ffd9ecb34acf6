import { describe, expect, test } from 'vitest';
import { nextStackAction } from '../../../src/core/stack/next-stack-action.ts';
import { isGood, isSettled, StackStatus } from '../../../src/core/stack/stack-status.ts';

/** Status, what follows when the stack is wanted, what follows when it is not. */
const TABLE = [
  ['absent', 'create', 'done'],
  ['CREATE_IN_PROGRESS', 'wait', 'wait'],
  ['CREATE_FAILED', 'delete, then create', 'delete, then done'],
  ['CREATE_COMPLETE', 'update', 'delete, then done'],
  ['ROLLBACK_IN_PROGRESS', 'wait', 'wait'],
  ['ROLLBACK_FAILED', 'delete, then create', 'delete, then done'],
  ['ROLLBACK_COMPLETE', 'delete, then create', 'delete, then done'],
  ['DELETE_IN_PROGRESS', 'wait', 'wait'],
  ['DELETE_FAILED', 'retain-and-delete, then create', 'retain-and-delete, then done'],
  ['DELETE_COMPLETE', 'create', 'done'],
  ['UPDATE_IN_PROGRESS', 'wait', 'wait'],
  ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'wait', 'wait'],
  ['UPDATE_COMPLETE', 'update', 'delete, then done'],
  ['UPDATE_FAILED', 'update', 'delete, then done'],
  ['UPDATE_ROLLBACK_IN_PROGRESS', 'wait', 'wait'],
  ['UPDATE_ROLLBACK_FAILED', 'continue-rollback', 'delete, then done'],
  ['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'wait', 'wait'],
  ['UPDATE_ROLLBACK_COMPLETE', 'update', 'delete, then done'],
  ['REVIEW_IN_PROGRESS', 'create', 'delete, then done'],
  ['IMPORT_IN_PROGRESS', 'wait', 'wait'],
  ['IMPORT_COMPLETE', 'update', 'delete, then done'],
  ['IMPORT_ROLLBACK_IN_PROGRESS', 'wait', 'wait'],
  ['IMPORT_ROLLBACK_FAILED', 'continue-rollback', 'delete, then done'],
  ['IMPORT_ROLLBACK_COMPLETE', 'update', 'delete, then done'],
] as const;

describe('what may follow a stack status', () => {
  test.each(TABLE)('%s: wanted, %s; not wanted, %s', (status, wanted, unwanted) => {
    expect(inWords(status, 'present')).toBe(wanted);
    expect(inWords(status, 'absent')).toBe(unwanted);
  });

  test('every status that CloudFormation has stands in the table', () => {
    expect(TABLE.map(([status]) => status).sort()).toEqual(['absent', ...StackStatus.options].sort());
  });

  test('waits for a status that AWS adds one day, and never takes it for an end', () => {
    expect(nextStackAction('EXPORT_COMPLETE', 'present')).toEqual({ kind: 'wait' });
    expect(isSettled('EXPORT_COMPLETE')).toBe(false);
    expect(isGood('EXPORT_COMPLETE')).toBe(false);
  });

  test('takes a stack for moving while its cleanup runs', () => {
    expect(isSettled('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')).toBe(false);
    expect(isSettled('UPDATE_COMPLETE')).toBe(true);
  });

  test('a change that was rolled back is settled, and not good', () => {
    expect(isSettled('UPDATE_ROLLBACK_COMPLETE')).toBe(true);
    expect(isGood('UPDATE_ROLLBACK_COMPLETE')).toBe(false);
  });
});

function inWords(status: string, wish: 'present' | 'absent'): string {
  const action = nextStackAction(status, wish);
  return 'next' in action ? `${action.kind}, then ${action.next}` : action.kind;
}
