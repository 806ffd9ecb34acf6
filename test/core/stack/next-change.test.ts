import { expect, test } from 'vitest';
import { type ChangeSituation, nextChange } from '../../../src/core/stack/next-change.ts';
import { StackWork } from '../../../src/core/stack/stack-work.ts';
import { fakeStack } from './fake-stacks.ts';
import { plannedStackOf } from './planned-stack.ts';
import { tags } from './stack-names.ts';

interface Given {
  readonly status?: string;
  readonly action?: 'create' | 'update' | 'delete';
  readonly data?: boolean;
  readonly allowed?: boolean;
  readonly planOnly?: boolean;
  readonly attempts?: Partial<StackWork['attempts']>;
  readonly unneeded?: StackWork['unneeded'];
  /** The weight that CloudFormation knows; the plan says 0. */
  readonly weight?: string;
  readonly foreign?: boolean;
  readonly isCreatedHere?: boolean;
  readonly isProtected?: boolean;
  readonly holdsContents?: boolean;
  readonly unknown?: boolean;
}

/** A situation, and what follows: the state, its attempt and, of Empty, what comes after it; or why it fails. */
const TABLE: readonly (readonly [string, Given, string])[] = [
  ['a stack that does not exist', {}, 'create-stack'],
  ['one whose creation this operation asked for', { status: 'CREATE_IN_PROGRESS', isCreatedHere: true }, 'await own'],
  ['one that another operation changes', { status: 'UPDATE_IN_PROGRESS' }, 'await other'],
  ['one with a change set that was never executed', { status: 'REVIEW_IN_PROGRESS' }, 'create-change-set CREATE'],
  ['one that exists', { status: 'CREATE_COMPLETE' }, 'create-change-set UPDATE'],
  ['one of the same name without our tag', { status: 'CREATE_COMPLETE', foreign: true }, 'fail other-owner'],

  ['weights that a toggle moved', { status: 'UPDATE_COMPLETE', weight: '100' }, 'synchronise 1'],
  ['weights that CloudFormation has', { status: 'UPDATE_COMPLETE', weight: '0' }, 'create-change-set UPDATE'],
  [
    'weights that a synchronisation did not change, because another operation came first',
    { status: 'UPDATE_COMPLETE', weight: '100', attempts: { synchronise: 1 } },
    'synchronise 2',
  ],
  [
    'weights whose synchronisation was rolled back',
    { status: 'UPDATE_ROLLBACK_COMPLETE', weight: '100', attempts: { synchronise: 1 } },
    'fail weights-differ',
  ],
  [
    'weights after three synchronisations',
    { status: 'UPDATE_COMPLETE', weight: '100', attempts: { synchronise: 3 } },
    'fail weights-differ',
  ],
  [
    'weights where CloudFormation found nothing to change',
    { status: 'UPDATE_COMPLETE', weight: '100', unneeded: ['synchronise'] },
    'create-change-set UPDATE',
  ],

  ['a rollback that stopped', { status: 'UPDATE_ROLLBACK_FAILED' }, 'continue-rollback 1'],
  [
    'a rollback that stopped again',
    { status: 'UPDATE_ROLLBACK_FAILED', attempts: { 'continue-rollback': 1 } },
    'continue-rollback 2',
  ],
  [
    'a rollback that stops without the resources that stopped it',
    { status: 'UPDATE_ROLLBACK_FAILED', attempts: { 'continue-rollback': 2 } },
    'fail rollback-fails',
  ],

  ['a creation that failed', { status: 'ROLLBACK_COMPLETE' }, 'delete-leftover 1'],
  [
    'a creation that failed, though its contents would be emptied in a deletion',
    { status: 'ROLLBACK_COMPLETE', holdsContents: true },
    'delete-leftover 1',
  ],
  [
    'a deletion that stopped, after the attempts that it has',
    { status: 'DELETE_FAILED', holdsContents: true, attempts: { 'delete-leftover': 9 } },
    'fail deletion-fails',
  ],
  ['a deletion that stopped', { status: 'DELETE_FAILED' }, 'delete-leftover 1'],
  ['one with a full bucket', { status: 'DELETE_FAILED', holdsContents: true }, 'empty 1 before delete-leftover'],
  ['one that stopped again', { status: 'DELETE_FAILED', attempts: { 'delete-leftover': 1 } }, 'delete-leftover 2'],
  [
    'one that stops without the resources that stopped it',
    { status: 'DELETE_FAILED', attempts: { 'delete-leftover': 2 } },
    'fail deletion-fails',
  ],
  ['data in a deletion that stopped', { status: 'DELETE_FAILED', data: true }, 'fail half-deleted'],
  [
    'data in a deletion that stopped, given up by name',
    { status: 'DELETE_FAILED', data: true, allowed: true },
    'delete-leftover 1',
  ],

  ['a deletion of what does not exist', { action: 'delete' }, 'review'],
  ['a deletion', { action: 'delete', status: 'CREATE_COMPLETE' }, 'review'],
  [
    'a deletion of a stack with buckets',
    { action: 'delete', status: 'CREATE_COMPLETE', holdsContents: true },
    'empty before review',
  ],
  [
    'a deletion of data that the request does not name',
    { action: 'delete', status: 'CREATE_COMPLETE', data: true, isProtected: true, holdsContents: true },
    'review',
  ],
  ['a deletion of protected data', protectedData('CREATE_COMPLETE'), 'unprotect 1'],
  [
    'protected data after another operation came first',
    protectedData('UPDATE_COMPLETE', { unprotect: 1 }),
    'unprotect 2',
  ],
  [
    'protected data whose update was rolled back',
    protectedData('UPDATE_ROLLBACK_COMPLETE', { unprotect: 1 }),
    'fail still-protected',
  ],
  ['protected data after three updates', protectedData('UPDATE_COMPLETE', { unprotect: 3 }), 'fail still-protected'],
  ['protected data after a failed update before', protectedData('UPDATE_ROLLBACK_COMPLETE'), 'unprotect 1'],
  ['protected data in a rollback that stopped', protectedData('UPDATE_ROLLBACK_FAILED'), 'continue-rollback 1'],
  [
    'protected data in a rollback that stopped again',
    protectedData('UPDATE_ROLLBACK_FAILED', { 'continue-rollback': 1 }),
    'empty before review',
  ],
  ['protected data in a failed creation', protectedData('ROLLBACK_COMPLETE'), 'empty before review'],
  [
    'data where CloudFormation found nothing to unprotect',
    { ...protectedData('CREATE_COMPLETE'), unneeded: ['unprotect'] },
    'empty before review',
  ],
  ['data without protection', { ...protectedData('CREATE_COMPLETE'), isProtected: false }, 'empty before review'],

  ['a plan of a new stack', { planOnly: true }, 'review'],
  ['a plan of an update', { planOnly: true, status: 'UPDATE_COMPLETE', weight: '100' }, 'create-change-set UPDATE'],
  [
    'a plan of an update whose parameters are not all known',
    { planOnly: true, status: 'UPDATE_COMPLETE', unknown: true },
    'review',
  ],
  ['a plan for a stack that changes', { planOnly: true, status: 'UPDATE_IN_PROGRESS' }, 'review'],
  ['a plan for a rollback that stopped', { planOnly: true, status: 'UPDATE_ROLLBACK_FAILED' }, 'review'],
  ['a plan to delete', { planOnly: true, action: 'delete', status: 'CREATE_COMPLETE', holdsContents: true }, 'review'],
];

test.each(TABLE)('%s', (_, given, follows) => {
  expect(inWords(nextChange(situation(given)))).toBe(follows);
});

test('no procedure is attempted for ever, whatever the stack answers', () => {
  for (const status of ['UPDATE_COMPLETE', 'UPDATE_ROLLBACK_FAILED', 'DELETE_FAILED', 'ROLLBACK_COMPLETE']) {
    for (const action of ['update', 'delete'] as const) {
      const attempts: Record<string, number> = {};
      const given = { ...protectedData(status), action, weight: '100' };
      const ended = Array.from({ length: 20 }, () => {
        const decision = nextChange(situation({ ...given, attempts }));
        if ('attempt' in decision && decision.next !== 'empty') attempts[decision.next] = decision.attempt;
        if (decision.next === 'empty' && 'attempt' in decision) attempts['delete-leftover'] = decision.attempt;
        return decision.next === 'fail' || decision.next === 'review' || !('attempt' in decision);
      });
      expect([status, action, ended.at(-1)]).toEqual([status, action, true]);
    }
  }
});

function protectedData(status: string, attempts: Given['attempts'] = {}): Given {
  return { status, attempts, action: 'delete', data: true, allowed: true, isProtected: true, holdsContents: true };
}

function situation(given: Given): ChangeSituation {
  const { status, action = 'create', data = false, allowed = false, planOnly = false, weight } = given;
  const { isCreatedHere = false, isProtected = false, holdsContents = false } = given;
  const parameters = {
    WeightOne: { value: '0' },
    ...(given.unknown && { KeyArn: { from: { component: 'keys', output: 'KeyArn' } } }),
  };
  const observed = fakeStack(status ?? '', {
    tags: given.foreign ? {} : tags,
    parameters: weight === undefined ? {} : { WeightOne: weight },
  });
  return {
    stack: { ...plannedStackOf({ action, data, allowed, parameters }), planOnly },
    work: StackWork.parse({ attempts: given.attempts, unneeded: given.unneeded }),
    observed: status === undefined ? undefined : observed,
    isCreatedHere,
    isProtected,
    holdsContents,
  };
}

function inWords(decision: ReturnType<typeof nextChange>): string {
  const { next } = decision;
  if (decision.next === 'fail') return `fail ${decision.obstacle}`;
  if (decision.next === 'await') return `await ${decision.awaits}`;
  if (decision.next === 'create-change-set') return `${next} ${decision.changeSetType}`;
  const attempt = 'attempt' in decision ? ` ${decision.attempt}` : '';
  return decision.next === 'empty' ? `empty${attempt} before ${decision.before}` : `${next}${attempt}`;
}
