import { expect, test } from 'vitest';
import { executionChanged } from '../../../src/core/operation/execution-changed.ts';
import { recordRelease } from '../../../src/core/release/record-release.ts';
import { settleRelease } from '../../../src/core/release/settle-release.ts';
import { shiftBack } from '../../../src/core/release/shift-back.ts';
import { verifyRelease } from '../../../src/core/release/verify-release.ts';
import { application, begin, runRelease, start, type World, world } from './fake-world.ts';
import { digestTag, live, shifted, statuses } from './scenes.ts';

const aborted = { detail: { name: 'op_2', status: 'ABORTED' } };

/** Release 2 is recorded as live and verified when Settle release cannot run. */
async function verified(): Promise<World> {
  const here = await shifted();
  await start(here, 'op_2', 2);
  await recordRelease({ operationId: 'op_2', taskToken: 'record' }, here.ports);
  await verifyRelease({ operationId: 'op_2' }, here.ports);
  return here;
}

test('a release that is verified live stays live when its execution is lost, and succeeded', async () => {
  const here = await verified();
  await executionChanged(aborted, here.ports);
  expect(await here.ports.state.readOperation('op_2')).toMatchObject({ status: 'succeeded', result: { release: 2 } });
  expect(here.rules.http).toEqual({ one: 100, two: 0 });
  expect(await live(here)).toMatchObject({ release: 2 });
});

test('a release that is verified live stays live when a later state fails', async () => {
  const here = await verified();
  const error = { Error: 'Lambda.TooManyRequestsException', Cause: 'Rate Exceeded' };
  await shiftBack({ operationId: 'op_2' }, here.ports);
  expect(await settleRelease({ operationId: 'op_2', error }, here.ports)).toEqual({ status: 'succeeded' });
  expect(await live(here)).toMatchObject({ release: 2 });
});

test('a release that was recorded and not verified is taken back', async () => {
  const here = await shifted();
  await start(here, 'op_2', 2);
  await recordRelease({ operationId: 'op_2', taskToken: 'record' }, here.ports);
  await executionChanged(aborted, here.ports);
  expect(await live(here)).toMatchObject({ release: 1 });
});

test('a clean-up that fails is a line of evidence, and the operation has its first cause', async () => {
  const here = await world({ smoke: [{ path: '/healthz', status: 200 }] });
  here.answer = { status: 500, body: 'no database' };
  here.stacks.delete = async () => {
    throw Object.assign(new Error('termination protection is enabled'), { name: 'ValidationError' });
  };
  await begin(here, 'op_1', { kind: 'release', request: { image: digestTag.one } });
  expect(await runRelease(here, 'op_1')).toBe('failed');
  expect(await here.ports.state.readOperation('op_1')).toMatchObject({
    error: {
      code: 'SmokeFailed',
      evidence: expect.arrayContaining([
        'the stack of release 1 was not deleted: ValidationError: termination protection is enabled',
      ]),
    },
  });
  expect(await statuses(here)).toEqual({ 1: 'failed' });
  expect((await here.ports.state.listRetained()).items).toMatchObject([
    {
      kind: 'orphaned',
      scope: `${application}/releases/1`,
      operationId: 'op_1',
      reason: expect.stringContaining('termination protection'),
    },
  ]);
});

test('the stack of a failed release that CloudFormation rolls back is deleted once it may be', async () => {
  const here = await world({ smoke: [{ path: '/healthz', status: 200 }] });
  here.answer = { status: 500, body: 'no database' };
  const { describe } = here.stacks;
  let isRollingBack = true;
  here.stacks.describe = async (...asked) => {
    const found = await describe(...asked);
    return found && isRollingBack ? { ...found, status: 'ROLLBACK_IN_PROGRESS' } : found;
  };
  await begin(here, 'op_1', { kind: 'release', request: { image: digestTag.one } });
  await expect(runRelease(here, 'op_1')).rejects.toMatchObject({ name: 'NotYet' });
  expect(await here.ports.state.readOperation('op_1')).toMatchObject({ error: { code: 'SmokeFailed' } });
  isRollingBack = false;
  expect(await settleRelease({ operationId: 'op_1' }, here.ports)).toEqual({ status: 'failed' });
  expect(here.log.filter((line) => line.startsWith('delete'))).toHaveLength(1);
});

test('the stack of another owner that has the name of a failed release is not deleted', async () => {
  const here = await world({ smoke: [{ path: '/healthz', status: 200 }] });
  here.answer = { status: 500, body: 'no database' };
  const { describe } = here.stacks;
  here.stacks.describe = async (...asked) => {
    const found = await describe(...asked);
    return found && { ...found, tags: {} };
  };
  await begin(here, 'op_1', { kind: 'release', request: { image: digestTag.one } });
  expect(await runRelease(here, 'op_1')).toBe('failed');
  expect(here.log.filter((line) => line.startsWith('delete'))).toEqual([]);
});

test('an execution of change-stack that was stopped is followed by another within a minute', async () => {
  const here = await shifted();
  const { workflows } = here.ports;
  await workflows.stop(workflows.executionArn('change-stack', 'op_2-task'), 'stopped by hand');
  await recordRelease({ operationId: 'op_2', taskToken: 'record' }, here.ports);
  const resumed = (n: number) => workflows.executionArn('change-stack', `op_2-task-resumed-${n}`);
  expect(await workflows.status(resumed(1))).toBe('RUNNING');
  for (const n of [1, 2, 3]) {
    await workflows.stop(resumed(n), 'stopped by hand');
    const looked = recordRelease({ operationId: 'op_2', taskToken: `record-${n}` }, here.ports);
    if (n < 3) await looked;
    else await expect(looked).rejects.toMatchObject({ code: 'ReleaseFailed' });
  }
});
