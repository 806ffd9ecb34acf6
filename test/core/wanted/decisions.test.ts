import { describe, expect, test } from 'vitest';
import type { Failure, Operation } from '../../../src/core/entities.ts';
import { decideStart, type StartSnapshot } from '../../../src/core/wanted/decide-start.ts';
import { compareWish, winsTie } from '../../../src/core/wanted/decide-wish.ts';
import { SWEEP, type Wanted } from '../../../src/core/wanted.ts';
import { acceptedOperation } from '../../builders.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 12, minute)).toISOString();

const wanted: Wanted = {
  scope: 'environments/dev/applications/shop',
  repository: 'shop',
  tag: 'main-2',
  digest: 'sha256:2',
  at: at(10),
  by: 'events.amazonaws.com',
  attempts: 0,
};

describe('of two taggings', () => {
  test.each([
    ['the first one', undefined, { at: at(10), digest: 'sha256:2' }, 'newer'],
    ['a later one', wanted, { at: at(11), digest: 'sha256:3' }, 'newer'],
    ['an earlier one, whose event comes late', wanted, { at: at(9), digest: 'sha256:1' }, 'older'],
    ['the same one, whose event comes twice', wanted, { at: at(10), digest: 'sha256:2' }, 'same'],
    ['another one of the same second', wanted, { at: at(10), digest: 'sha256:3' }, 'tie'],
  ] as const)('%s', (_, now, tagging, answer) => {
    expect(compareWish(now, tagging)).toBe(answer);
  });

  const contender = (tag: string, digest: string, shown?: { digest: string; minute: number }) => ({
    tagging: { tag, digest },
    shown: shown && { digest: shown.digest, pushedAt: new Date(at(shown.minute)) },
  });

  test.each([
    [
      'the digest that the moved tag shows',
      contender('main', 'b', { digest: 'b', minute: 10 }),
      contender('main', 'a', { digest: 'b', minute: 10 }),
    ],
    [
      'the one whose tag was not deleted',
      contender('main-2', 'b', { digest: 'b', minute: 10 }),
      contender('main-1', 'a'),
    ],
    [
      'the image that was pushed last',
      contender('main-1', 'b', { digest: 'b', minute: 10 }),
      contender('main-2', 'a', { digest: 'a', minute: 9 }),
    ],
    [
      'the greater tag, of images of one time',
      contender('main-2', 'b', { digest: 'b', minute: 10 }),
      contender('main-1', 'a', { digest: 'a', minute: 10 }),
    ],
  ])('of one second wins %s, whichever event comes first', (_, winner, loser) => {
    expect([winsTie(winner, loser), winsTie(loser, winner)]).toEqual([true, false]);
  });
});

const failed = (code: string): Operation => {
  const error: Failure = { code, message: 'why', evidence: [], nextSteps: [] };
  return { ...acceptedOperation({ id: 'op_9' }), status: 'failed', endedAt: at(12), error } as Operation;
};

describe('the release of what is wanted', () => {
  const snapshot: StartSnapshot = {
    wanted,
    frozen: false,
    accepts: { repository: 'shop', tags: 'main-*' },
    live: { digest: 'sha256:1', askedAt: at(5) },
    releases: [],
    last: undefined,
  };
  const left = (rolledBackAt?: string) => ({
    digest: 'sha256:2',
    rolledBackFrom: true,
    ...(rolledBackAt && { rolledBackAt }),
  });
  const tried = { ...wanted, attempts: 1, operationId: 'op_9' };

  test.each([
    ['where an older image is live', {}],
    ['where nothing is live', { live: undefined }],
    ['of an image that was left by a roll back before it got this tag', { releases: [left(at(9))] }],
    ['of an image of which another was rolled back from', { releases: [{ ...left(at(11)), digest: 'sha256:3' }] }],
  ])('starts %s', (_, given) => {
    expect(decideStart({ ...snapshot, ...given })).toEqual({ kind: 'start', attempt: 1 });
  });

  test.each([
    ['the application is frozen', { frozen: true }],
    ['the spec accepts no such image', { accepts: undefined }],
    ['the spec accepts no such image', { accepts: { repository: 'shop', tags: 'release-*' } }],
    ['the spec accepts no such image', { accepts: { repository: 'team/shop', tags: 'main-*' } }],
    ['it is live', { live: { digest: 'sha256:2', askedAt: at(5) } }],
    ['it was rolled back from', { releases: [left(at(11))] }],
    ['it was rolled back from', { releases: [left()] }],
    ['it was rolled back from', { releases: [left(at(9))], wanted: { ...wanted, by: SWEEP } }],
    ['what is live was asked for later', { live: { digest: 'sha256:1', askedAt: at(11) } }],
    ['its release runs', { wanted: tried, last: acceptedOperation({ id: 'op_9' }) }],
    [
      'its release ended: succeeded',
      { wanted: tried, last: { ...failed(''), status: 'succeeded', result: {} } as Operation },
    ],
    [
      'its release ended: cancelled',
      { wanted: tried, last: { ...failed('Internal'), status: 'cancelled' } as Operation },
    ],
    ['its release ended: failed', { wanted: tried, last: failed('ReleaseFailed') }],
    ['its release ended: failed', { wanted: tried, last: failed('Superseded') }],
    ['its release failed 3 times', { wanted: { ...tried, attempts: 3 }, last: failed('Internal') }],
  ])('does not start, because %s', (because, given) => {
    expect(decideStart({ ...snapshot, ...given })).toEqual({ kind: 'nothing', because });
  });

  test.each(['Internal', 'ExecutionLost', 'TooManyRequests'])(
    'starts again after %s, which says nothing about the image',
    (code) => {
      expect(decideStart({ ...snapshot, wanted: tried, last: failed(code) })).toEqual({ kind: 'start', attempt: 2 });
    },
  );
});
