import { expect, test } from 'vitest';
import type { Operation } from '../../../src/core/entities.ts';
import { executionEnded } from '../../../src/core/events/execution-ended.ts';
import { imagePushed } from '../../../src/core/events/image-pushed.ts';
import { newScopeState } from '../../../src/core/new-scope-state.ts';
import { endOperation } from '../../../src/core/operation/end-operation.ts';
import { approve } from '../../../src/core/release/approve.ts';
import { awaitHealthy } from '../../../src/core/release/await-healthy.ts';
import { place } from '../../../src/core/release/place.ts';
import { resolve } from '../../../src/core/release/resolve.ts';
import { shift } from '../../../src/core/release/shift.ts';
import { startWantedReleases } from '../../../src/core/wanted/start-wanted-releases.ts';
import { Crash } from '../../fakes/index.ts';
import { application, begin, release, runRelease, startTasks, type World, world } from '../release/fake-world.ts';

const digestOf = (n: number) => `sha256:${String(n).repeat(64)}`;

/** An application that is released from `main-*`, with main-1 to main-4 in its repository, pushed a minute ago. */
async function automated(release: Readonly<Record<string, unknown>> = {}): Promise<World> {
  const here = await world({ images: { tags: 'main-*' }, ...release });
  const pushedAt = here.ports.time.now();
  for (const n of [1, 2, 3, 4]) here.tags[`main-${n}`] = { digest: digestOf(n), pushedAt };
  here.ports.time.advance(60);
  return here;
}

interface Push {
  readonly account?: string;
  readonly repository?: string;
  readonly tag?: string | undefined;
  readonly time?: string;
}

/** The event of a push of main-<n>, now. */
async function push({ ports }: World, n: number, given: Push = {}): Promise<readonly string[]> {
  const { account = '111122223333', repository = 'hello', time = ports.time.now().toISOString() } = given;
  const tag = 'tag' in given ? given.tag : `main-${n}`;
  const { operations } = await imagePushed(
    {
      account,
      region: 'eu-west-1',
      time,
      detail: {
        result: 'SUCCESS',
        'action-type': 'PUSH',
        'repository-name': repository,
        'image-digest': digestOf(n),
        ...(tag !== undefined && { 'image-tag': tag }),
      },
    },
    ports,
  );
  return operations;
}

async function images({ ports }: World): Promise<unknown[]> {
  const { items } = await ports.state.listOperations(undefined);
  return items.filter(({ trigger }) => trigger === 'image-pushed').map(({ request }) => request.image);
}

async function end({ ports }: World, id: string): Promise<void> {
  await endOperation(id, { status: 'succeeded', result: {} }, ports);
  await executionEnded({ detail: { name: id, status: 'SUCCEEDED' } }, ports);
}

test('a push starts the release of its digest, once, however often its event comes', async () => {
  const here = await automated();
  const started = await push(here, 1, { time: '2026-11-20T12:00:30Z' });
  expect(await push(here, 1, { time: '2026-11-20T12:00:30Z' })).toEqual([]);
  expect(await images(here)).toEqual([`hello@${digestOf(1)}`]);
  expect(await here.ports.state.readWanted(application)).toMatchObject({ attempts: 1, operationId: started[0] });
});

test.each([
  ['without a tag', { tag: undefined }],
  ['of a tag that the application does not accept', { tag: 'feature-1' }],
  ['to the registry of another account', { account: '999999999999' }],
  ['to another repository', { repository: 'team/hello' }],
])('a push %s wants nothing', async (_, given) => {
  const here = await automated();
  expect(await push(here, 1, given)).toEqual([]);
  expect(await here.ports.state.readWanted(application)).toBeUndefined();
});

test('a push to a repository that the application uses under another name starts its release', async () => {
  const here = await automated();
  await here.ports.state.updateSpec(application, (now) => {
    return now && { ...now, spec: { ...now.spec, repository: { existing: 'team/hello' } } };
  });
  await push(here, 2, { repository: 'team/hello' });
  expect(await images(here)).toEqual([`team/hello@${digestOf(2)}`]);
});

test('an image that was deleted before its event came is refused without an error, and the next push is released', async () => {
  const here = await automated();
  delete here.tags['main-1'];
  expect(await push(here, 1)).toEqual([]);
  const refusal = expect.stringContaining('ImageNotFound');
  expect(await here.ports.state.readWanted(application)).toMatchObject({ attempts: 0, refusal });
  here.ports.time.advance(1);
  await push(here, 2);
  expect(await images(here)).toEqual([`hello@${digestOf(2)}`]);
});

test('what a converge of the environment keeps waiting starts with its end, and the events of that say so once', async () => {
  const here = await automated();
  const { state } = here.ports;
  await begin(here, 'op_converge', { kind: 'provision', request: {} });
  await state.updateOperation('op_converge', (now) => ({ ...now, scope: 'environments/dev' }));
  const holder = { operationId: 'op_converge', fence: 1, by: 'ann', since: '2026-11-20T12:00:00.000Z' };
  await state.updateScopeState('environments/dev', (now) => ({
    ...now!,
    lock: { exclusive: holder, holders: {}, fence: 1 },
  }));
  await push(here, 1);
  await startWantedReleases(here.ports);
  expect(await images(here)).toEqual([]);
  expect(await state.readWanted(application)).toMatchObject({ waitsFor: 'op_converge' });
  const said = (await state.listEvents('op_converge')).items.map(({ message }) => message);
  expect(said).toEqual([expect.stringContaining('its release starts when this operation has ended')]);
  await end(here, 'op_converge');
  expect(await images(here)).toEqual([`hello@${digestOf(1)}`]);
  expect(await state.readWanted(application)).not.toHaveProperty('waitsFor');
});

/** The release of main-1 is placed, and its token waits for healthy targets. */
async function hanging(): Promise<{ readonly here: World; readonly first: string }> {
  const here = await automated();
  const [first = ''] = await push(here, 1);
  await resolve({ operationId: first }, here.ports);
  await place({ operationId: first }, here.ports);
  await awaitHealthy({ operationId: first, taskToken: 'waits' }, here.ports).catch(() => {});
  here.ports.time.advance(60);
  return { here, first };
}

test('a release that hangs before its shift is superseded by a newer image at once', async () => {
  const { here, first } = await hanging();
  await push(here, 2);
  expect(here.ports.workflows.answers).toEqual([{ taskToken: 'waits', answer: 'fail', error: 'Superseded' }]);
  await startTasks(here, 1);
  await expect(shift({ operationId: first, step: 0 }, here.ports)).rejects.toMatchObject({ name: 'Superseded' });
  expect(here.log.filter((line) => line.startsWith('shift'))).toEqual([]);
  await end(here, first);
  expect(await images(here)).toEqual([`hello@${digestOf(2)}`, `hello@${digestOf(1)}`]);
});

test.each([
  ['Place', (here: World, id: string) => place({ operationId: id }, here.ports)],
  ['Await healthy', (here: World, id: string) => awaitHealthy({ operationId: id, taskToken: 'next' }, here.ports)],
  ['Approve', (here: World, id: string) => approve({ operationId: id, taskToken: 'approval' }, here.ports)],
])('a superseded release ends in its next state before the shift: %s', async (_, run) => {
  const { here, first } = await hanging();
  await push(here, 2);
  await expect(run(here, first)).rejects.toMatchObject({ name: 'Superseded' });
});

test('after its shift a release goes on, and of three pushes the newest starts when it ends', async () => {
  const { here, first } = await hanging();
  await startTasks(here, 1);
  await shift({ operationId: first, step: 0 }, here.ports);
  for (const n of [2, 4, 3]) await push(here, n, { time: `2026-11-20T13:00:0${n}Z` });
  expect(here.ports.workflows.answers).toEqual([]);
  expect((await here.ports.state.readOperation(first))?.supersededBy).toBeUndefined();
  await end(here, first);
  expect(await images(here)).toEqual([`hello@${digestOf(4)}`, `hello@${digestOf(1)}`]);
});

test.each([
  ['first', [1, 2]],
  ['last', [2, 1]],
])(
  'of two tags of one second the image that was pushed last is wanted, although its event comes %s',
  async (_, order) => {
    const here = await automated();
    here.tags['main-1'] = { digest: digestOf(1), pushedAt: new Date('2026-11-20T11:00:00.200Z') };
    here.tags['main-2'] = { digest: digestOf(2), pushedAt: new Date('2026-11-20T11:00:00.100Z') };
    for (const n of order) await push(here, n, { time: '2026-11-20T12:00:30Z' });
    expect(await here.ports.state.readWanted(application)).toMatchObject({ digest: digestOf(1) });
  },
);

test('a late event of an image that was rolled back from since does not put it back, and a new tag does', async () => {
  const here = await automated();
  await release(here, 'op_1', 'hello:main-1');
  const pushed = here.ports.time.now().toISOString();
  here.ports.time.advance(60);
  await release(here, 'op_2', 'hello:main-2');
  here.ports.time.advance(60);
  await begin(here, 'op_3', { kind: 'rollback', request: {} });
  expect(await runRelease(here, 'op_3')).toBe('succeeded');
  await push(here, 2, { time: new Date(Date.parse(pushed) + 90_000).toISOString() });
  expect(await images(here)).toEqual([]);
  here.ports.time.advance(60);
  await push(here, 2, { tag: 'main-8' });
  expect(await images(here)).toEqual([`hello@${digestOf(2)}`]);
});

test('a start that broke off after it was accepted is the same operation when it is repeated', async () => {
  const here = await automated();
  await push(here, 1, { time: '2026-11-20T12:00:30Z' });
  const { operationId: _, ...wanted } = (await here.ports.state.readWanted(application))!;
  await here.ports.state.putWanted({ ...wanted, attempts: 0 }, wanted);
  await startWantedReleases(here.ports);
  expect(await images(here)).toHaveLength(1);
});

test.each([0, 1, 2, 3, 4, 5, 6, 7, 8])(
  'a push whose function dies after %i writes is released once by the next sweep',
  async (writes) => {
    const here = await automated();
    here.ports.state.crashAfter(writes);
    await push(here, 1).catch((error) => expect(error).toBeInstanceOf(Crash));
    here.ports.state.crashAfter(undefined);
    here.ports.time.advance(300);
    await startWantedReleases(here.ports);
    const accepted = (await here.ports.state.listOperations(undefined)).items;
    expect(accepted.length).toBeLessThanOrEqual(1);
    if (writes > 0) expect(await images(here)).toEqual([`hello@${digestOf(1)}`]);
  },
);

/** Release of main-1 is live, and the sweep has seen all that stands. */
async function live(here: World): Promise<void> {
  const { state } = here.ports;
  await state.updateScopeState(application, (now) => ({ ...(now ?? newScopeState(application, '')), lastRelease: 1 }));
  await startWantedReleases(here.ports);
  here.ports.time.advance(300);
}

test('the sweep starts a push whose event was lost, and not what stood before, twice over', async () => {
  const here = await automated();
  await live(here);
  expect(await images(here)).toEqual([]);
  here.tags['main-9'] = { digest: digestOf(3), pushedAt: new Date('2026-11-20T11:00:00Z') };
  expect(await startWantedReleases(here.ports)).toEqual([application]);
  expect(await startWantedReleases(here.ports)).toEqual([]);
  expect(await images(here)).toEqual([`hello@${digestOf(3)}`]);
  expect(await here.ports.state.readWanted(application)).toMatchObject({ tag: 'main-9', by: 'plinth' });
});

test('a repository that cannot be read keeps nothing that is wanted from its release', async () => {
  const here = await automated();
  const at = here.ports.time.now().toISOString();
  const tagging = { repository: 'hello', tag: 'main-1', digest: digestOf(1), at, by: 'events.amazonaws.com' };
  await here.ports.state.putWanted({ scope: application, ...tagging, attempts: 0 });
  const tagged = async () => Promise.reject(new Error('Throttled'));
  const ports = { ...here.ports, images: { ...here.ports.images, tagged } };
  expect(await startWantedReleases(ports)).toEqual([application]);
  const message = 'the sweep could not look at a repository';
  expect(here.ports.log.lines).toContainEqual(expect.objectContaining({ level: 'error', message }));
  expect(await here.ports.state.readSeenTags(application)).toBeUndefined();
});

test('what cannot be read of one application keeps no other of its repository from its release', async () => {
  const here = await automated();
  const other = 'environments/dev/applications/other';
  const spec = { ...(await here.ports.state.readSpec(application))!, scope: other };
  const shared = { ...spec.spec, repository: { existing: 'hello' } };
  await here.ports.state.updateSpec(other, () => ({ ...spec, spec: shared }));
  const scopeState = (await here.ports.state.readScopeState(application))!;
  await here.ports.state.updateScopeState(other, () => ({ ...scopeState, scope: other }));
  const state = {
    ...here.ports.state,
    readWanted: (scope: string) =>
      scope === application ? Promise.reject(new Error('unreadable')) : here.ports.state.readWanted(scope),
  };
  expect(await startWantedReleases({ ...here.ports, state })).toEqual([other]);
});

test('a frozen application starts nothing, and what it wanted meanwhile starts when it is not', async () => {
  const here = await automated();
  const decide = (frozen: boolean) =>
    here.ports.state.putAutomation({
      scope: application,
      frozen,
      by: 'ana',
      since: '2026-11-20T12:00:00.000Z',
      reason: 'why',
    });
  await decide(true);
  await push(here, 1);
  await startWantedReleases(here.ports);
  expect(await images(here)).toEqual([]);
  await decide(false);
  await startWantedReleases(here.ports);
  expect(await images(here)).toEqual([`hello@${digestOf(1)}`]);
});

test('a release whose execution was lost is started again, and one that failed by itself is not', async () => {
  const here = await automated();
  const fail = async (id: string, code: string): Promise<Operation | undefined> => {
    const error = { code, message: 'why', evidence: [], nextSteps: [] };
    await endOperation(id, { status: 'failed', error }, here.ports);
    await executionEnded({ detail: { name: id, status: 'SUCCEEDED' } }, here.ports);
    const next = (await here.ports.state.readWanted(application))?.operationId ?? '';
    return here.ports.state.readOperation(next);
  };
  const [first = ''] = await push(here, 1);
  const second = await fail(first, 'ExecutionLost');
  expect(second).toMatchObject({ status: 'running', request: { image: `hello@${digestOf(1)}` } });
  expect(await fail(second!.id, 'ReleaseFailed')).toMatchObject({ id: second!.id, status: 'failed' });
});
