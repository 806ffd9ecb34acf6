import { expect, test } from 'vitest';
import type { Stage } from './harness.ts';
import { CRASHING, push } from './images.ts';
import { checkInvariants } from './invariants.ts';
import { raiseAlarm, scaleTo, whileIn } from './operators.ts';
import { provideApplication, provideLive } from './scenes.ts';
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
const view = async (application: string) => (await stage.send('GET', `/${application}`)).body;

test('recreate whose image dies places the release before again', () =>
  stage.drive(async () => {
    const again = await provideLive(stage, path('again'), { strategy: 'recreate' });
    await push(stage, 'again', { tag: 'broken', behaviour: CRASHING });
    const failed = await stage.run('POST', `/${again}/releases`, { image: 'again:broken' });
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'ReleaseFailed' } });
    const users = await arrive(stage, again);
    expect(await versionOf(stage, again)).toBe('version 1');
    expect(Object.keys(await users.leave())).toEqual(['version 1']);
    const { live, attention } = await view(again);
    expect(live).toMatchObject({ release: 1 });
    expect(attention).toBeUndefined();
    await checkInvariants(stage);
  }));

test('a first release that fails after its shift leaves no way to the next one before its gates', () =>
  stage.drive(async () => {
    const first = await provideApplication(stage, path('first'), { bakeSeconds: 300 });
    await push(stage, 'first', { tag: '1', behaviour: { 'exit-after-seconds': '120', 'exit-code': '9' } });
    await push(stage, 'first', { tag: '2' });
    const failed = await stage.run('POST', `/${first}/releases`, { image: 'first:1' });
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'ReleaseFailed' } });
    expect((await view(first)).live).toBeUndefined();
    await provideApplication(stage, first, { approval: true });
    const users = await arrive(stage, first);
    const waiting = await stage.run('POST', `/${first}/releases`, { image: 'first:2' });
    expect(waiting.status).toBe('waiting');
    await stage.sleep(60);
    expect(Object.keys(await users.leave())).toEqual(['status 503']);
    await stage.send('POST', `/${first}/releases/2/approval`, { body: { approved: true } });
    expect((await stage.ended(waiting.id)).status).toBe('succeeded');
    expect(await versionOf(stage, first)).toBe('version 2');
    await checkInvariants(stage);
  }));

test('an alarm with no healthy release to go back to records what serves, and the next release works from that', () =>
  stage.drive(async () => {
    const lone = await provideLive(stage, path('lone'), { bakeSeconds: 600 });
    await push(stage, 'lone', { tag: '3' });
    const { id } = await stage.accept('POST', `/${lone}/releases`, { image: 'lone:2' });
    await whileIn(stage, id, 'bake');
    await scaleTo(stage, 'lone-1', 0);
    await stage.sleep(60);
    const users = await arrive(stage, lone);
    await raiseAlarm(stage, lone, 'One');
    expect(await stage.ended(id)).toMatchObject({ status: 'failed', error: { code: 'AlarmRaised' } });
    const { live, attention } = await view(lone);
    expect(live).toMatchObject({ release: 2, slot: 'one', previousRelease: 1 });
    expect(attention.reason).toBe(
      'release 2 in slot one failed and serves users: release 1 in slot two has no healthy target',
    );
    await provideApplication(stage, lone);
    await stage.succeed('POST', `/${lone}/releases`, { image: 'lone:3' });
    expect(await versionOf(stage, lone)).toBe('version 3');
    expect(Object.keys(await users.leave()).sort()).toEqual(['version 2', 'version 3']);
    expect((await view(lone)).attention).toBeUndefined();
    await checkInvariants(stage);
  }));

test('a canary whose tasks vanish while half of the users are on it is shifted back within seconds', () =>
  stage.drive(async () => {
    const steps = [{ percent: 50, seconds: 1800 }];
    const canary = await provideLive(stage, path('canary'), { strategy: 'canary', steps });
    const { id } = await stage.accept('POST', `/${canary}/releases`, { image: 'canary:2' });
    await whileIn(stage, id, 'shift');
    await stage.sleep(20);
    await scaleTo(stage, 'canary-2', 0);
    const users = await arrive(stage, canary);
    const failed = await stage.ended(id);
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'ReleaseFailed' } });
    expect(failed.error?.message).toContain('became unhealthy while serving traffic');
    await stage.sleep(120);
    const seen = await users.leave();
    // Half of two requests a second, for at most a look, a shift and its propagation.
    expect(seen['status 503'] ?? 0).toBeLessThan(30);
    expect(await versionOf(stage, canary)).toBe('version 1');
    await checkInvariants(stage);
  }));
