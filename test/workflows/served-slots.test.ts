import { expect, test } from 'vitest';
import type { Stage } from './harness.ts';
import { push } from './images.ts';
import { checkInvariants } from './invariants.ts';
import { modifyRules } from './operators.ts';
import { provideLive } from './scenes.ts';
import { stageOfFile } from './stage-of-file.ts';
import { arrive, versionOf } from './users.ts';

let stage: Stage;

stageOfFile(
  async (opened) => {
    stage = opened;
  },
  { with: 'base-and-dev' },
);

const path = (name: string) => `environments/dev/applications/${name}`;

/** Release 1 is the warm standby in slot two, release 2 live in slot one; an operator moves the rules back to release 1. */
async function movedBack(name: string, release = {}): Promise<string> {
  const application = await provideLive(stage, path(name), release);
  await push(stage, name, { tag: '3' });
  await stage.succeed('POST', `/${application}/releases`, { image: `${name}:2` });
  await modifyRules(stage, application, { one: 0, two: 100 });
  expect(await versionOf(stage, application)).toBe('version 1');
  return application;
}

test('a release after the rules were moved to the standby by hand empties no slot that users reach', () =>
  stage.drive(async () => {
    const moved = await movedBack('there');
    const users = await arrive(stage, moved);
    const { id } = await stage.succeed('POST', `/${moved}/releases`, { image: 'there:3' });
    expect(await versionOf(stage, moved)).toBe('version 3');
    expect(Object.keys(await users.leave()).sort()).toEqual(['version 1', 'version 3']);
    const { live } = (await stage.send('GET', `/${moved}`)).body;
    expect(live).toMatchObject({ release: 3, slot: 'one', previousRelease: 1 });
    const { items } = (await stage.send('GET', `/operations/${id}/events?limit=100`)).body;
    expect(items.filter(({ level }: { level: string }) => level === 'warning')).toMatchObject([
      { message: expect.stringContaining('production traffic goes to release 1 in slot two') },
    ]);
    await checkInvariants(stage);
  }));

test('a roll back that two callers ask for names where it goes, and does not put the bad release live again', () =>
  stage.drive(async () => {
    const twice = await provideLive(stage, path('twice'));
    await stage.succeed('POST', `/${twice}/releases`, { image: 'twice:2' });
    const { headers } = await stage.send('GET', `/${twice}/releases/2`);
    const ifMatch = { headers: { 'if-match': headers.get('etag') ?? '' }, body: {} };
    const accepted = await stage.send('POST', `/${twice}/rollback`, ifMatch);
    expect((await stage.ended(accepted.body.id)).result).toMatchObject({ release: 1, returnsTo: 1 });
    expect(await stage.send('POST', `/${twice}/rollback`, ifMatch)).toMatchObject({
      status: 412,
      body: { code: 'StaleVersion', detail: 'release 1 is live, not release 2; read the application again' },
    });
    expect(await stage.send('POST', `/${twice}/rollback`, { body: {} })).toMatchObject({
      status: 409,
      body: { code: 'NothingToRollBack' },
    });
    expect(await versionOf(stage, twice)).toBe('version 1');
    await checkInvariants(stage);
  }));

test('a standby that serves users, because the rules were moved by hand, does not expire', () =>
  stage.drive(async () => {
    const moved = await movedBack('again', { keepStandbySeconds: 600 });
    const users = await arrive(stage, moved);
    await stage.sleep(1800);
    expect(Object.keys(await users.leave())).toEqual(['version 1']);
    expect((await stage.send('GET', `/${moved}`)).body.live).toMatchObject({ release: 1, slot: 'two' });
    await checkInvariants(stage);
  }));
