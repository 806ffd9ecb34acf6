import { expect, test } from 'vitest';
import { endOperation } from '../../../src/core/operation/end-operation.ts';
import { executionChanged } from '../../../src/core/operation/execution-changed.ts';
import { sweep } from '../../../src/core/operation/sweep.ts';
import { approve } from '../../../src/core/release/approve.ts';
import { place } from '../../../src/core/release/place.ts';
import { resolve } from '../../../src/core/release/resolve.ts';
import { retakeLock } from '../../../src/core/release/retake-lock.ts';
import { retireStandbys } from '../../../src/core/release/retire-standbys.ts';
import { shiftBack } from '../../../src/core/release/shift-back.ts';
import { application, begin, runRelease, start, type World } from './fake-world.ts';
import { digestTag, live, two } from './scenes.ts';

/** 2 is live and 3 waits for its approval when somebody rolls back to 1, which is placed again as 4 in the slot of 3. */
async function rolledBackMeanwhile(): Promise<World> {
  const here = await two();
  const approval = (release: unknown) => ({ ...(release as object), approval: true });
  await here.ports.state.updateSpec(application, (now) => {
    return { ...now!, spec: { ...now!.spec, release: approval(now!.spec.release) } };
  });
  await begin(here, 'op_3', { kind: 'release', request: { image: digestTag.three } });
  await resolve({ operationId: 'op_3' }, here.ports);
  await place({ operationId: 'op_3' }, here.ports);
  here.services.delete('hello-1');
  await start(here, 'op_3', 3);
  await approve({ operationId: 'op_3', taskToken: 'approval' }, here.ports);
  await begin(here, 'op_4', { kind: 'rollback', request: { release: 1 } });
  here.services.delete('hello-3');
  await runRelease(here, 'op_4');
  expect(await live(here)).toMatchObject({ release: 4 });
  here.healthy['group-one'] = 1;
  return here;
}

test('an approval that comes after a roll back moves nobody', async () => {
  const here = await rolledBackMeanwhile();
  const before = { ...here.rules.http };
  await expect(retakeLock({ operationId: 'op_3' }, here.ports)).rejects.toMatchObject({ name: 'Superseded' });
  await shiftBack({ operationId: 'op_3' }, here.ports);
  expect(here.rules.http).toEqual(before);
});

test('the release that waited ends when it is cancelled, or found by the sweep', async () => {
  const cancelled = await rolledBackMeanwhile();
  await executionChanged({ detail: { name: 'op_3', status: 'ABORTED' } }, cancelled.ports);
  expect((await cancelled.ports.state.readOperation('op_3'))?.status).toBe('failed');
  const lost = await rolledBackMeanwhile();
  lost.ports.time.advance(7200);
  expect((await sweep(undefined, lost.ports)).ended).toContain('op_3');
});

test('a standby whose retirement failed is retired by a later sweep', async () => {
  const here = await two();
  here.ports.time.advance(7200);
  expect(await retireStandbys(here.ports)).toEqual([application]);
  const [open] = await here.ports.state.listOpenOperations();
  const error = { code: 'StackFailed', message: 'busy', evidence: [], nextSteps: [] };
  await endOperation(open?.id ?? '', { status: 'failed', error }, here.ports);
  here.ports.time.advance(3600);
  await retireStandbys(here.ports);
  expect(await here.ports.state.listOpenOperations()).toHaveLength(1);
});

test('an application that cannot be read keeps no other standby from going', async () => {
  const here = await two();
  here.ports.time.advance(100_000);
  const unread = 'environments/dev/applications/aaa';
  const seen = await here.ports.state.readScopeState(application);
  await here.ports.state.updateScopeState(unread, () => ({ ...seen!, scope: unread, version: 0 }));
  const record = { scope: unread, updatedBy: 'ann', updatedAt: '2026-11-20T12:00:00.000Z', version: 0 };
  await here.ports.state.updateSpec(unread, () => ({ ...record, spec: { type: 'gone' } }));
  await expect(retireStandbys(here.ports)).rejects.toThrow('type');
  expect(await here.ports.state.listOpenOperations()).toMatchObject([{ scope: application, kind: 'retire-standby' }]);
});
