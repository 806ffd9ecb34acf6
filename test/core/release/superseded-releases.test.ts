import { expect, test } from 'vitest';
import type { Operation } from '../../../src/core/entities.ts';
import { supersedeWaiting } from '../../../src/core/operation/supersede-waiting.ts';
import { migrate } from '../../../src/core/release/migrate.ts';
import { place } from '../../../src/core/release/place.ts';
import { resolve } from '../../../src/core/release/resolve.ts';
import { restoreRelease } from '../../../src/core/release/restore-release.ts';
import { acceptedOperation } from '../../builders.ts';
import { Crash } from '../../fakes/index.ts';
import { application, begin, release, world } from './fake-world.ts';
import { digestTag, migrating, waiting } from './scenes.ts';

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
