import { describe, expect, test } from 'vitest';
import { decideFound, fingerprint, type Look } from '../../../src/core/wanted/decide-found.ts';
import { SWEEP } from '../../../src/core/wanted.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 12, minute)).toISOString();
const tag = (name: string, digest: string, minute: number) => ({ tag: name, digest, pushedAt: new Date(at(minute)) });

const scope = 'environments/dev/applications/shop';
const accepts = { repository: 'shop', tags: 'main-*' };
const stood = tag('main-1', 'sha256:1', 1);

/** The sweep saw main-1 at minute 10. */
const look: Look = {
  accepts,
  tags: [stood],
  seen: { scope, at: at(10), repository: 'shop', pattern: 'main-*', fingerprints: [fingerprint('main-1', 'sha256:1')] },
  wanted: undefined,
  specifiedAt: at(0),
  isNew: false,
};
const wanted = { scope, repository: 'shop', tag: 'main-1', digest: 'sha256:1', at: at(1), by: 'events', attempts: 1 };

describe('the sweep finds', () => {
  test.each<[string, Partial<Look>, readonly [string, string, string] | undefined]>([
    ['nothing where every tag was seen', {}, undefined],
    [
      'an image whose event was lost',
      { wanted, tags: [stood, tag('main-2', 'sha256:2', 12)] },
      ['main-2', 'sha256:2', at(12)],
    ],
    [
      'the last of several',
      { tags: [stood, tag('main-3', 'sha256:3', 13), tag('main-2', 'sha256:2', 12)] },
      ['main-3', 'sha256:3', at(13)],
    ],
    [
      'an old image under a new tag, as of the look before',
      { wanted, tags: [stood, tag('main-9', 'sha256:9', 1)] },
      ['main-9', 'sha256:9', at(10)],
    ],
    ['a tag that moved', { tags: [tag('main-1', 'sha256:2', 12)] }, ['main-1', 'sha256:2', at(12)]],
    ['nothing where a tag was deleted', { wanted, tags: [] }, undefined],
    [
      'nothing newer than what an event named',
      { wanted: { ...wanted, at: at(14) }, tags: [stood, tag('main-2', 'sha256:2', 12)] },
      undefined,
    ],
    [
      'nothing where the newest is wanted',
      { wanted: { ...wanted, digest: 'sha256:2' }, tags: [stood, tag('main-2', 'sha256:2', 12)] },
      undefined,
    ],
    [
      'the image that was pushed after the wanted one, although the event of that is late by a second or two',
      {
        wanted: { ...wanted, tag: 'main-2', digest: 'sha256:2', at: at(13) },
        tags: [tag('main-2', 'sha256:2', 11), tag('main-3', 'sha256:3', 12)],
      },
      ['main-3', 'sha256:3', '2026-11-20T12:13:00.001Z'],
    ],
  ])('%s', (_, given, found) => {
    const [name, digest, time] = found ?? [];
    const tagging = found && { repository: 'shop', tag: name, digest, at: time, by: SWEEP };
    expect(decideFound({ ...look, ...given })).toEqual(tagging);
  });
});

describe('at its first look, and after a change of what the spec accepts,', () => {
  const tags = [stood, tag('main-2', 'sha256:2', 12)];
  const changed = { ...look.seen!, pattern: 'release-*' };

  test.each<[string, Partial<Look>, string | undefined]>([
    ['tags that stood before do not count', { seen: undefined, specifiedAt: at(20) }, undefined],
    ['what was pushed since then does', { seen: undefined, specifiedAt: at(5) }, 'main-2'],
    ['another pattern begins anew', { seen: changed, specifiedAt: at(20) }, undefined],
    [
      'an application that never had a release gets the newest',
      { seen: undefined, specifiedAt: at(20), isNew: true },
      'main-2',
    ],
  ])('%s', (_, given, found) => {
    expect(decideFound({ ...look, tags, ...given })?.tag).toBe(found);
  });
});
