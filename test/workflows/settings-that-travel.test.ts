import { expect, test } from 'vitest';
import type { Stage } from './harness.ts';
import { type Behaviour, push } from './images.ts';
import { checkInvariants } from './invariants.ts';
import { QUICK } from './scenes.ts';
import { stageOfFile } from './stage-of-file.ts';
import { traffic } from './traffic.ts';

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

/** Versions 1 to 3 of an application that cannot be reached or checked in another way; version 1 is live. */
async function provideStubborn(name: string): Promise<string> {
  await stage.succeed('PUT', `/${path(name)}`, specOf(name));
  for (const tag of ['1', '2', '3']) await push(stage, name, { tag, behaviour: STUBBORN });
  await stage.succeed('POST', `/${path(name)}/releases`, { image: `${name}:1` });
  return path(name);
}

const mistakes = [
  ['health path', { health: { path: '/healthy' } }],
  ['port', { port: 9090 }],
] as const;

test.each(mistakes)('a wrong %s reaches nobody: the next release fails beside what serves', (what, mistake) =>
  stage.drive(async () => {
    const name = what === 'port' ? 'port' : 'health';
    const wrong = await provideStubborn(name);
    const all = await traffic(stage, wrong, little);
    await stage.succeed('PUT', `/${wrong}`, { ...specOf(name), ...mistake });
    await stage.sleep(120);
    expect(await stage.run('POST', `/${wrong}/releases`, { image: `${name}:2` })).toMatchObject({
      status: 'failed',
      error: { code: 'ReleaseFailed' },
    });
    expect((await view(wrong)).live).toMatchObject({ release: 1, slot: 'two' });
    await stage.succeed('PUT', `/${wrong}`, specOf(name));
    await stage.succeed('POST', `/${wrong}/releases`, { image: `${name}:3` });
    await stage.succeed('POST', `/${wrong}/rollback`, {});
    await stage.sleep(30);
    const { versions, lost } = await all.end();
    expect(lost).toEqual([]);
    expect(Object.keys(versions).sort()).toEqual(['1', '3']);
    await checkInvariants(stage);
  }),
);
