import { expect, test } from 'vitest';
import type { OperationView } from '../../src/cli/operation-view.ts';
import type { Stage } from './harness.ts';
import { push } from './images.ts';
import { checkInvariants } from './invariants.ts';
import { provideApplication } from './scenes.ts';
import { stageOfFile } from './stage-of-file.ts';
import { arrive, versionOf } from './users.ts';

const BAKED = 'environments/dev/applications/baked';
const MOVED = 'environments/dev/applications/moved';
const FROZEN = 'environments/dev/applications/frozen';
const HUNG = 'environments/dev/applications/hung';

/** The target of the rule for ECR's events. */
const target = ':function:plinth-image-pushed';
/** A release of the model takes a minute or two. */
const releaseSecondsMax = 300;
/** The sweep's period, and a release. */
const sweptSecondsMax = 300 + releaseSecondsMax;

let stage: Stage;

stageOfFile(
  async (opened) => {
    stage = opened;
  },
  { with: 'base-and-dev' },
);

const shown = async (path: string) => (await stage.send('GET', `/${path}`)).body;

/** Waits until the application runs an image, and no operation holds its lock any more. */
async function untilLive(path: string, digest: string, secondsMax = releaseSecondsMax): Promise<void> {
  for (let waited = 0; waited < secondsMax; waited += 10) {
    const { live, lockedBy } = await shown(path);
    if (live?.digest === digest && lockedBy.length === 0) return;
    await stage.sleep(10);
  }
  expect((await shown(path)).live?.digest, `what is live after ${secondsMax} s`).toBe(digest);
}

/** The operations of an application that changed what it runs, oldest first. */
async function story(path: string): Promise<readonly OperationView[]> {
  const { items } = (await stage.send('GET', `/operations?scope=${path}`)).body as { items: OperationView[] };
  const releases = items.filter(({ kind, status }) => kind === 'release' && status !== 'accepted').reverse();
  return Promise.all(releases.map(({ id }) => stage.operation(id)));
}

async function untilStep(id: string, step: string): Promise<void> {
  const runs = async () =>
    (await stage.operation(id)).steps.some(({ name, status }) => name === step && status === 'running');
  while (!(await runs())) await stage.sleep(1);
}

test('of three pushes while a release bakes the newest is live at the end, although events come twice and out of order', () =>
  stage.drive(async () => {
    await provideApplication(stage, BAKED, { images: { tags: 'main-*' }, bakeSeconds: 180 });
    const doubled = stage.faults.inject({ kind: 'event doubled', target });
    const first = await push(stage, 'baked', { tag: 'main-1' });
    await stage.sleep(10);
    const [baking] = await story(BAKED);
    await untilStep(baking!.id, 'bake');
    const late = stage.faults.inject({
      kind: 'event late',
      seconds: 90,
      target,
      detail: (detail) => detail['image-tag'] === 'main-3',
    });
    await push(stage, 'baked', { tag: 'main-2' });
    await stage.sleep(20);
    await push(stage, 'baked', { tag: 'main-3' });
    await stage.sleep(20);
    const newest = await push(stage, 'baked', { tag: 'main-4' });
    const users = await arrive(stage, BAKED);
    await untilLive(BAKED, newest, 180 + 180 + releaseSecondsMax);
    await stage.sleep(60);
    doubled.remove();
    late.remove();
    expect([doubled.hits > 0, late.hits]).toEqual([true, 1]);
    expect(
      (await story(BAKED)).map(({ status, result, trigger }) => [
        status,
        (result as { digest?: string } | null)?.digest,
        trigger,
      ]),
    ).toEqual([
      ['succeeded', first, 'image-pushed'],
      ['succeeded', newest, 'image-pushed'],
    ]);
    const { items: events } = (await stage.send('GET', `/operations/${baking!.id}/events?limit=100`)).body;
    const waiting = (events as { message: string }[]).filter(({ message }) => message.includes('is wanted by'));
    // The sweep may have seen main-3 before its event came.
    expect(waiting.at(-1)?.message).toMatch(/^image baked:main-4, /);
    expect(Object.keys(await users.leave()).sort()).toEqual(['version main-1', 'version main-4']);
    expect((await shown(BAKED)).wanted).toMatchObject({ image: 'baked:main-4', live: true, attempts: 1 });
    await checkInvariants(stage);
  }));

test('a push that a lock refuses, an old image under a new tag and a push without an event go live, and what was rolled back from does not', () =>
  stage.drive(async () => {
    await provideApplication(stage, MOVED, { images: { tags: 'main-*' } });
    const { spec } = await shown('environments/dev');
    const converging = await stage.accept('PUT', '/environments/dev', { ...spec, tags: { team: 'a' } });
    const first = await push(stage, 'moved', { tag: 'main-1', version: 'one' });
    await stage.sleep(8);
    expect((await shown(MOVED)).wanted).toMatchObject({ digest: first, attempts: 0, waitsFor: converging.id });
    await stage.ended(converging.id);
    await stage.sleep(15);
    expect((await shown(MOVED)).wanted).toMatchObject({ digest: first, attempts: 1 });
    await untilLive(MOVED, first);

    const second = await push(stage, 'moved', { tag: 'main-2', version: 'two' });
    await untilLive(MOVED, second);
    expect(await push(stage, 'moved', { tag: 'main-3', version: 'one' })).toBe(first);
    await untilLive(MOVED, first);

    const lost = stage.faults.inject({ kind: 'event lost', target });
    const third = await push(stage, 'moved', { tag: 'main-4', version: 'three' });
    await untilLive(MOVED, third, sweptSecondsMax);
    expect(lost.hits).toBe(1);
    expect(await push(stage, 'moved', { tag: 'main-5', version: 'two' })).toBe(second);
    await untilLive(MOVED, second, sweptSecondsMax);
    lost.remove();

    await stage.send('POST', `/${MOVED}/freeze`, { body: { reason: 'a release by hand' } });
    await push(stage, 'moved', { tag: 'main-6', version: 'bad' });
    await stage.succeed('POST', `/${MOVED}/releases`, { image: 'moved:main-6' });
    await stage.succeed('POST', `/${MOVED}/rollback`);
    await stage.send('POST', `/${MOVED}/unfreeze`, { body: { reason: 'it was rolled back' } });
    await stage.sleep(sweptSecondsMax);
    const { live, wanted } = await shown(MOVED);
    expect([live.digest, wanted]).toMatchObject([second, { image: 'moved:main-6', live: false, attempts: 0 }]);
    expect(await versionOf(stage, MOVED)).toBe('version two');
    await checkInvariants(stage);
  }));

test('a frozen application keeps what is pushed, says so, and runs it once it is unfrozen', () =>
  stage.drive(async () => {
    await provideApplication(stage, FROZEN, { images: { tags: 'main-*' } });
    const freeze = { body: { reason: 'incident 7' } };
    const frozen = await stage.send('POST', `/${FROZEN}/freeze`, freeze);
    expect([frozen.status, frozen.body.automation]).toMatchObject([200, { frozen: true, reason: 'incident 7' }]);
    const digest = await push(stage, 'frozen', { tag: 'main-1' });
    await stage.sleep(sweptSecondsMax);
    const again = await stage.send('POST', `/${FROZEN}/freeze`, { body: { reason: 'incident 8' } });
    expect(again.body.automation).toEqual(frozen.body.automation);
    expect(again.body.wanted).toMatchObject({ image: 'frozen:main-1', live: false, attempts: 0 });
    expect(await story(FROZEN)).toEqual([]);
    const unfrozen = await stage.send('POST', `/${FROZEN}/unfreeze`, { body: { reason: 'it is over' } });
    expect(unfrozen.body).toMatchObject({
      automation: { frozen: false, reason: 'it is over' },
      wanted: { attempts: 1 },
    });
    await untilLive(FROZEN, digest);
    expect(await versionOf(stage, FROZEN)).toBe('version main-1');
    await checkInvariants(stage);
  }));

test('a release that hangs before its shift is superseded by a newer push and that by a request, and users notice nothing', () =>
  stage.drive(async () => {
    await provideApplication(stage, HUNG, { images: { tags: 'main-*' }, smoke: [{ path: '/hung/' }] });
    await untilLive(HUNG, await push(stage, 'hung', { tag: 'main-1' }));
    await push(stage, 'hung', { tag: 'main-2', behaviour: { 'boot-seconds': '1200' } });
    await stage.sleep(60);
    const hanging = (await story(HUNG)).at(-1)!;
    expect(hanging.steps.find(({ name }) => name === 'await-healthy')?.status).toBe('running');
    const users = await arrive(stage, HUNG);
    await push(stage, 'hung', { tag: 'main-3', behaviour: { 'boot-seconds': '1200' } });
    await stage.sleep(60);
    const newest = await push(stage, 'hung', { tag: 'by-request' });
    const requested = await stage.accept('POST', `/${HUNG}/releases`, { image: 'hung:by-request' });
    await untilLive(HUNG, newest);
    expect((await story(HUNG)).map(({ status, error }) => [status, error?.code])).toEqual([
      ['succeeded', undefined],
      ['failed', 'Superseded'],
      ['failed', 'Superseded'],
      ['succeeded', undefined],
    ]);
    expect((await story(HUNG)).at(-1)?.id).toBe(requested.id);
    expect((await stage.ended(hanging.id)).error?.message).toContain('superseded by image hung:main-3, tagged ');
    const { items } = (await stage.send('GET', `/${HUNG}/releases`)).body as { items: { status: string }[] };
    expect(items.map(({ status }) => status)).toEqual(['live', 'superseded', 'superseded', 'standby']);
    expect(await versionOf(stage, HUNG)).toBe('version by-request');
    expect(Object.keys(await users.leave()).sort()).toEqual(['version by-request', 'version main-1']);
    await checkInvariants(stage);
  }));
