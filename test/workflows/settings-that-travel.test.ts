import { expect, test } from 'vitest';
import type { Stage } from './harness.ts';
import { type Behaviour, push } from './images.ts';
import { checkInvariants } from './invariants.ts';
import { provideLive, QUICK } from './scenes.ts';
import { stageOfFile } from './stage-of-file.ts';
import { traffic } from './traffic.ts';
import { versionOf } from './users.ts';

let stage: Stage;

/** Listens on 8080 alone, and answers 404 to a mistyped health path. */
const STUBBORN: Behaviour = { port: '8080', missing: '/healthy' };
const little = { perSecond: 10, longRequests: 1, sockets: 1 };
const path = (name: string) => `environments/dev/applications/${name}`;
const specOf = (name: string) => ({ route: { path: `/${name}/*` }, release: QUICK });
const view = async (application: string) => (await stage.send('GET', `/${application}`)).body;

stageOfFile(
  async (opened) => {
    stage = opened;
  },
  { with: 'base-and-dev' },
);

test('a wrong port and a wrong health path reach nobody: the next release fails beside what serves', () =>
  stage.drive(async () => {
    const wrong = path('wrong');
    await stage.succeed('PUT', `/${wrong}`, specOf('wrong'));
    for (const tag of ['1', '2']) await push(stage, 'wrong', { tag, behaviour: STUBBORN });
    await stage.succeed('POST', `/${wrong}/releases`, { image: 'wrong:1' });
    const all = await traffic(stage, wrong, little);
    for (const mistake of [{ port: 9090 }, { health: { path: '/healthy' } }]) {
      await stage.succeed('PUT', `/${wrong}`, { ...specOf('wrong'), ...mistake });
      await stage.sleep(60);
      expect(await stage.run('POST', `/${wrong}/releases`, { image: 'wrong:2' })).toMatchObject({
        status: 'failed',
        error: { code: 'ReleaseFailed' },
      });
      expect((await view(wrong)).live).toMatchObject({ release: 1, slot: 'two' });
    }
    await stage.succeed('PUT', `/${wrong}`, specOf('wrong'));
    await stage.succeed('POST', `/${wrong}/releases`, { image: 'wrong:2' });
    await stage.succeed('POST', `/${wrong}/rollback`, {});
    await stage.sleep(30);
    const { versions, lost } = await all.end();
    expect(lost).toEqual([]);
    expect(Object.keys(versions).sort()).toEqual(['1', '2']);
    await checkInvariants(stage);
  }));

test('a route that changes answers beside the new one before it goes', () =>
  stage.drive(async () => {
    const moved = await provideLive(stage, path('moved'));
    const { url: old } = await view(moved);
    const all = await traffic(stage, moved, little);
    const { id } = await stage.accept('PUT', `/${moved}`, { ...specOf('moved'), route: { path: '/gone/*' } });
    const url = old.replace('/moved/', '/gone/');
    while ((await stage.plinth.transport.fetch(url)).status !== 200) await stage.sleep(1);
    expect((await stage.operation(id)).done).toBe(false);
    await stage.sleep(5);
    expect((await all.end()).lost).toEqual([]);
    expect((await stage.ended(id)).status).toBe('succeeded');
    expect(await versionOf(stage, moved)).toBe('version 1');
    expect((await view(moved)).url).toBe(url);
    expect((await stage.plinth.transport.fetch(old)).status).toBe(404);
    await checkInvariants(stage);
  }));

test('a PUT of every other field, and the release that brings them, lose no request', () =>
  stage.drive(async () => {
    const every = await provideLive(stage, path('every'));
    const all = await traffic(stage, every, little);
    await stage.succeed('PUT', `/${every}`, {
      ...specOf('every'),
      ...{ port: 9090, cpu: 512, memory: 1024, command: ['node', 'server.js'], variables: { GREETING: 'hi' } },
      count: { min: 2, max: 3, cpuPercent: 50 },
      health: {
        path: '/up',
        intervalSeconds: 10,
        timeoutSeconds: 5,
        healthyThreshold: 3,
        codes: '200',
        drainSeconds: 20,
      },
      components: { bucket: {} },
      release: { ...QUICK, strategy: 'rolling', keepStandbySeconds: 7200, images: { tags: 'main-*' } },
    });
    await stage.sleep(120);
    const { steps } = await stage.succeed('POST', `/${every}/releases`, { image: 'every:2' });
    expect(steps.find(({ name }) => name === 'place')?.detail).toContain('in slot one, not in that of release 1');
    await stage.succeed('POST', `/${every}/rollback`, {});
    await stage.sleep(30);
    const { versions, lost } = await all.end();
    expect(lost).toEqual([]);
    expect(Object.keys(versions).sort()).toEqual(['1', '2']);
    await checkInvariants(stage);
  }));
