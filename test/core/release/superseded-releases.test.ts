import { describe, expect, test } from 'vitest';
import type { Operation } from '../../../src/core/entities.ts';
import { acceptOperation } from '../../../src/core/operation/accept-operation.ts';
import { cancelOperation } from '../../../src/core/operation/cancel-operation.ts';
import { endOperation } from '../../../src/core/operation/end-operation.ts';
import { startStep } from '../../../src/core/operation/operation-steps.ts';
import { supersedeWaiting } from '../../../src/core/operation/supersede-waiting.ts';
import { awaitHealthy } from '../../../src/core/release/await-healthy.ts';
import { migrate } from '../../../src/core/release/migrate.ts';
import { place } from '../../../src/core/release/place.ts';
import { resolve } from '../../../src/core/release/resolve.ts';
import { restoreRelease } from '../../../src/core/release/restore-release.ts';
import { retakeLock } from '../../../src/core/release/retake-lock.ts';
import { settleRelease } from '../../../src/core/release/settle-release.ts';
import { shift } from '../../../src/core/release/shift.ts';
import { givesWay } from '../../../src/core/release/supersede.ts';
import { acceptedOperation } from '../../builders.ts';
import { Crash } from '../../fakes/index.ts';
import { application, begin, release, start, type World, world } from './fake-world.ts';
import { digestTag, migrating, statuses, waiting } from './scenes.ts';

const superseded = { taskToken: 'approval', answer: 'fail', error: 'Superseded' };

/** Release 1 waits for its approval, and a newer one needs its place. */
async function newer() {
  const here = await waiting();
  await begin(here, 'op_2', { kind: 'release', request: { image: digestTag.two } });
  const operation = (await here.ports.state.readOperation('op_2'))!;
  return { here, supersede: () => supersedeWaiting(operation, here.ports) };
}

test('a release that waits is superseded however much was asked for since', async () => {
  const { here, supersede } = await newer();
  for (let index = 0; index < 101; index++) {
    const createdAt = `2026-11-20T12:01:00.${String(index).padStart(3, '0')}Z`;
    const common = acceptedOperation({ id: `op_plan_${index}`, scope: application, planOnly: true, createdAt });
    await here.ports.state.createOperation({ ...common, status: 'succeeded', endedAt: createdAt, result: {} });
  }
  await supersede();
  expect(here.ports.workflows.answers).toEqual([superseded]);
});

test('a release that waits is superseded although the function that does it dies', async () => {
  const { here, supersede } = await newer();
  here.ports.state.crashAfter(0);
  await expect(supersede()).rejects.toThrow(Crash);
  here.ports.state.crashAfter(undefined);
  await supersede();
  expect(here.ports.workflows.answers).toEqual([superseded]);
});

test('a superseded release that recreate made room for restores the one before, unless the newer holds its lock already', async () => {
  const here = await world({ strategy: 'recreate' }, 'worker');
  await release(here, 'op_1', digestTag.one);
  await begin(here, 'op_2', { kind: 'release', request: { image: digestTag.two } });
  await resolve({ operationId: 'op_2' }, here.ports);
  await place({ operationId: 'op_2' }, here.ports);
  here.stacks.byName.delete((await here.ports.state.readRelease(application, 1))!.stackName);
  const restore = () =>
    restoreRelease({ operationId: 'op_2', error: { Error: 'Superseded', Cause: 'newer' } }, here.ports);
  const waits = (status: 'waiting' | 'running') =>
    here.ports.state.updateOperation('op_2', (now) => ({ ...now, status, waitingFor: 'approval' }) as Operation);
  await waits('waiting');
  await restore();
  await waits('running');
  await expect(restore()).rejects.toThrow('release 1 is placed again');
});

test('a superseded release does not begin its migration', async () => {
  const here = await migrating(undefined);
  await here.ports.state.updateOperation('op_1', (now) => ({ ...now, supersededBy: 'image hello:2' }));
  await expect(migrate({ operationId: 'op_1' }, here.ports)).rejects.toMatchObject({ name: 'Superseded' });
  expect(await here.ports.state.readDocument('op_1', 'migration')).toBeUndefined();
});

describe('a release that holds the lock', () => {
  const at = (seconds: number) => new Date(Date.UTC(2026, 10, 20, 12, 0, seconds)).toISOString();
  const operation = acceptedOperation({ id: 'op_1', kind: 'release', scope: application, createdAt: at(5) });
  const older = { operation, digest: 'sha256:1' };
  const newer = { operation: { ...operation, id: 'op_2', createdAt: at(10) }, digest: 'sha256:2' };
  const shifting = { name: 'shift', description: '', status: 'running' as const };

  test.each([
    ['before its shift', { operation: { ...operation, steps: [{ ...shifting, status: 'pending' as const }] } }],
    ['before it is resolved', { digest: undefined }],
    ['whose image was tagged before', { operation: { ...operation, createdAt: at(11), request: { taggedAt: at(9) } } }],
  ])('gives way to a newer one %s', (_, given) => {
    expect(givesWay({ ...older, ...given }, newer)).toBe(true);
  });

  test.each([
    ['once its shift began', { operation: { ...operation, steps: [shifting] } }],
    ['of the same digest', { digest: 'sha256:2' }],
    ['that was asked for later', { operation: { ...operation, createdAt: at(11) } }],
    ['that is a roll back', { operation: { ...operation, kind: 'rollback' as const } }],
    ['of another scope', { operation: { ...operation, scope: 'environments/dev' } }],
    ['that is being cancelled', { operation: { ...operation, cancelledBy: 'ana' } }],
    ['that only plans', { operation: { ...operation, planOnly: true } }],
    ['that is itself', { operation: { ...operation, id: 'op_2' } }],
  ])('does not give way %s', (_, given) => {
    expect(givesWay({ ...older, ...given }, newer)).toBe(false);
  });
});

/** What a caller asks for a second after whatever was asked for before. */
function ask({ ports }: World, kind: 'release' | 'rollback', request: Readonly<Record<string, unknown>>, key?: string) {
  ports.time.advance(1);
  const scope = { layer: 'application', environment: 'dev', application: 'hello' } as const;
  const common = { principal: 'ben', trigger: 'api' as const, ...(key !== undefined && { idempotencyKey: key }) };
  return acceptOperation({ kind, scope, request, ...common }, ports);
}

/** Release 1 is placed, and its token waits for healthy targets. */
async function hanging() {
  const here = await world();
  const first = await ask(here, 'release', { image: digestTag.one });
  await resolve({ operationId: first.id }, here.ports);
  await place({ operationId: first.id }, here.ports);
  await awaitHealthy({ operationId: first.id, taskToken: 'waits' }, here.ports).catch(() => {});
  const error = { Error: 'Superseded', Cause: 'newer' };
  const ends = (id: string) => settleRelease({ operationId: id, error }, here.ports);
  return { here, first, ends };
}

const holderOf = async ({ ports }: World) =>
  (await ports.state.readScopeState('environments/dev'))?.lock.holders.hello?.operationId;

describe('a release by a request beside one that has begun no shift', () => {
  test('supersedes it, and begins when it has ended', async () => {
    const { here, first, ends } = await hanging();
    const second = await ask(here, 'release', { image: digestTag.two });
    expect(second.status).toBe('running');
    expect(here.ports.workflows.answers).toEqual([{ taskToken: 'waits', answer: 'fail', error: 'Superseded' }]);
    const resolveSecond = () => resolve({ operationId: second.id }, here.ports);
    await expect(resolveSecond()).rejects.toMatchObject({ name: 'ScopeLocked' });
    expect(await ends(first.id)).toEqual({ status: 'failed' });
    await resolveSecond();
    expect(await holderOf(here)).toBe(second.id);
    expect((await here.ports.state.readOperation(second.id))?.fence).toBe(2);
    expect(await statuses(here)).toEqual({ 1: 'superseded', 2: 'placed' });
    const { items } = await here.ports.state.listEvents(second.id);
    expect(items.map(({ message }) => message)).toContain(`supersedes ${first.id}, and begins when that has ended`);
  });

  test('is the same one when the request comes again', async () => {
    const { here } = await hanging();
    const second = await ask(here, 'release', { image: digestTag.two }, 'a key');
    expect(await ask(here, 'release', { image: digestTag.two }, 'a key')).toEqual(second);
  });

  test('is superseded by a third while both wait, whichever takes the lock first', async () => {
    for (const quicker of ['second', 'third']) {
      const { here, first, ends } = await hanging();
      const second = await ask(here, 'release', { image: digestTag.two });
      const third = await ask(here, 'release', { image: digestTag.three });
      await ends(first.id);
      const run = {
        second: () => resolve({ operationId: second.id }, here.ports),
        third: () => resolve({ operationId: third.id }, here.ports),
      };
      if (quicker === 'third') await run.third();
      await expect(run.second()).rejects.toMatchObject({ name: 'Superseded' });
      await ends(second.id);
      await run.third();
      expect(await holderOf(here)).toBe(third.id);
    }
  });

  test('of which one took the freed lock before the newer was accepted, waits for that', async () => {
    const { here, first, ends } = await hanging();
    const second = await ask(here, 'release', { image: digestTag.two });
    await ends(first.id);
    const third = await ask(here, 'release', { image: digestTag.three });
    await resolve({ operationId: third.id }, here.ports);
    await expect(resolve({ operationId: second.id }, here.ports)).rejects.toMatchObject({ name: 'Superseded' });
  });

  test('supersedes what took the lock meanwhile, too, if that was asked for earlier', async () => {
    const { here, first, ends } = await hanging();
    const second = await ask(here, 'release', { image: digestTag.two });
    await ends(first.id);
    const taggedAt = '2026-11-20T12:00:01.500Z';
    const late = await ask(here, 'release', { image: digestTag.three, tag: '3', taggedAt });
    await resolve({ operationId: second.id }, here.ports).catch(() => {});
    expect((await here.ports.state.readOperation(late.id))?.supersededBy).toContain(second.id);
  });

  test('can be cancelled while it waits', async () => {
    const { here, first } = await hanging();
    const second = await ask(here, 'release', { image: digestTag.two });
    await cancelOperation(second.id, 'ben', here.ports);
    expect(here.ports.workflows.executions.get(here.ports.workflows.executionArn('release', second.id))?.status).toBe(
      'ABORTED',
    );
    expect(await holderOf(here)).toBe(first.id);
  });
});

describe('a request is refused with who holds the lock', () => {
  const locked = { code: 'ScopeLocked', extra: { retryAfterSeconds: 30 } };

  test('once the shift began, also in the moment before traffic moves', async () => {
    const { here, first } = await hanging();
    await startStep(first.id, { name: 'shift' }, here.ports);
    await expect(ask(here, 'release', { image: digestTag.two })).rejects.toMatchObject(locked);
    await start(here, first.id, 1);
    await shift({ operationId: first.id, step: 0 }, here.ports);
    expect(here.rules.http).toEqual({ one: 0, two: 100 });
  });

  test('for a digest that is being released, and for a roll back', async () => {
    const { here, first, ends } = await hanging();
    await expect(ask(here, 'release', { image: digestTag.one })).rejects.toMatchObject(locked);
    await ends(first.id);
    await release(here, 'op_2', digestTag.two);
    await release(here, 'op_3', digestTag.three);
    await ask(here, 'release', { image: digestTag.one });
    await expect(ask(here, 'rollback', {})).rejects.toMatchObject(locked);
  });
});

test('a release that was superseded does not shift, although its approval came and it takes its lock again', async () => {
  const here = await waiting();
  await begin(here, 'op_2', { kind: 'release', request: { image: digestTag.two } });
  await ask(here, 'release', { image: digestTag.three });
  await endOperation('op_2', { status: 'succeeded', result: {} }, here.ports);
  await expect(retakeLock({ operationId: 'op_1' }, here.ports)).rejects.toMatchObject({ name: 'Superseded' });
});
