import { describe, expect, test } from 'vitest';
import { executionChanged } from '../../../src/core/operation/execution-changed.ts';
import { awaitHealthy } from '../../../src/core/release/await-healthy.ts';
import { migrate } from '../../../src/core/release/migrate.ts';
import { place } from '../../../src/core/release/place.ts';
import { recordRelease } from '../../../src/core/release/record-release.ts';
import { resolve } from '../../../src/core/release/resolve.ts';
import { retakeLock } from '../../../src/core/release/retake-lock.ts';
import { settleRelease } from '../../../src/core/release/settle-release.ts';
import { shift } from '../../../src/core/release/shift.ts';
import { releaseStackEnded } from '../../../src/core/release/stack-ended.ts';
import { targetsChanged } from '../../../src/core/release/targets-changed.ts';
import { application, begin, release, start, world } from './fake-world.ts';
import { digestTag, live, migrating, shifted, statuses, taskEvent, two, waiting } from './scenes.ts';

describe('watching a release with its traffic', () => {
  test('takes it back when an alarm of its slot is raised', async () => {
    const here = await world({ bakeSeconds: 60 });
    await release(here, 'op_1', digestTag.one);
    here.alarms['errors-one'] = 'ALARM';
    expect(await release(here, 'op_2', digestTag.two)).toBe('failed');
    expect(await here.ports.state.readOperation('op_2')).toMatchObject({
      error: { code: 'AlarmRaised', message: 'alarm `errors-one` of slot one is in state ALARM' },
    });
    expect(here.rules.http).toEqual({ one: 0, two: 100 });
    expect(await statuses(here)).toEqual({ 1: 'live', 2: 'failed' });
  });

  test('minds neither the other slot nor an alarm with too little data', async () => {
    const here = await world({ bakeSeconds: 60 });
    await release(here, 'op_1', digestTag.one);
    Object.assign(here.alarms, { 'errors-one': 'INSUFFICIENT_DATA', 'errors-two': 'ALARM' });
    expect(await release(here, 'op_2', digestTag.two)).toBe('succeeded');
  });

  test('stops a canary at its first step', async () => {
    const here = await world({ strategy: 'canary', steps: [{ percent: 10, seconds: 60 }] });
    await release(here, 'op_1', digestTag.one);
    here.log.length = 0;
    here.alarms['errors-one'] = 'ALARM';
    expect(await release(here, 'op_2', digestTag.two)).toBe('failed');
    expect(here.log.filter((line) => line.startsWith('shift'))).toEqual(['shift 10/90', 'shift 0/100']);
  });
});

describe('joining what a release started', () => {
  test('waits for its own stack and is woken by its end', async () => {
    const here = await shifted();
    await recordRelease({ operationId: 'op_2', taskToken: 'record' }, here.ports);
    expect(await live(here)).toMatchObject({ release: 1 });
    await here.ports.state.putDocument('op_2', 'result/task', { status: 'absent', retained: [] });
    await releaseStackEnded({ operationId: 'op_2', scope: `${application}/releases/2`, outcome: 'absent' }, here.ports);
    expect(here.ports.workflows.answers.at(-1)).toEqual({ taskToken: 'record', answer: 'fail', error: 'NotYet' });
    await recordRelease({ operationId: 'op_2', taskToken: 'again' }, here.ports);
    expect(await live(here)).toMatchObject({ release: 2 });
    expect(here.ports.workflows.answers.at(-1)).toEqual({ taskToken: 'again', answer: 'succeed' });
  });

  test('is not woken by stacks of environments and applications', async () => {
    const here = await shifted();
    await recordRelease({ operationId: 'op_2', taskToken: 'record' }, here.ports);
    await releaseStackEnded({ operationId: 'op_2', scope: application, outcome: 'present' }, here.ports);
    expect(here.ports.workflows.answers.at(-1)).not.toMatchObject({ taskToken: 'record' });
  });

  test('fails with its own stack', async () => {
    const here = await shifted();
    await here.ports.state.putDocument('op_2', 'failure/task', { code: 'StackFailed', message: 'no' });
    await expect(recordRelease({ operationId: 'op_2', taskToken: 'record' }, here.ports)).rejects.toMatchObject({
      name: 'ReleaseFailed',
    });
  });

  test('does not wait until a stack that leaves is gone, and does not fail with it', async () => {
    const here = await two();
    await begin(here, 'op_3', { kind: 'release', request: { image: digestTag.three } });
    await resolve({ operationId: 'op_3' }, here.ports);
    await place({ operationId: 'op_3' }, here.ports);
    here.services.delete('hello-1');
    await start(here, 'op_3', 3);
    await shift({ operationId: 'op_3', step: 0 }, here.ports);
    await recordRelease({ operationId: 'op_3', taskToken: 'record' }, here.ports);
    expect(await live(here)).toMatchObject({ release: 2 });
    await here.ports.state.putDocument('op_3', 'work/task-1', { acted: true });
    await here.ports.state.putDocument('op_3', 'failure/task-1', { code: 'StackFailed', message: 'no' });
    await recordRelease({ operationId: 'op_3', taskToken: 'again' }, here.ports);
    expect(await live(here)).toMatchObject({ release: 3 });
  });

  test('waits under rolling until the tasks before it have stopped', async () => {
    const here = await world({ strategy: 'rolling' });
    await release(here, 'op_1', digestTag.one);
    await begin(here, 'op_2', { kind: 'release', request: { image: digestTag.two } });
    await resolve({ operationId: 'op_2' }, here.ports);
    await place({ operationId: 'op_2' }, here.ports);
    await start(here, 'op_2', 2);
    await here.ports.state.putDocument('op_2', 'work/task-1', { acted: true });
    await recordRelease({ operationId: 'op_2', taskToken: 'record' }, here.ports);
    expect(await live(here)).toMatchObject({ release: 1 });
    here.services.delete('hello-1');
    await targetsChanged(taskEvent('hello-1'), here.ports);
    expect(here.ports.workflows.answers.at(-1)).toEqual({ taskToken: 'record', answer: 'fail', error: 'NotYet' });
    await recordRelease({ operationId: 'op_2', taskToken: 'again' }, here.ports);
    expect(await live(here)).toMatchObject({ release: 2 });
  });

  test('says what would not be deleted', async () => {
    const here = await two();
    await begin(here, 'op_3', { kind: 'release', request: { image: digestTag.three } });
    await resolve({ operationId: 'op_3' }, here.ports);
    await place({ operationId: 'op_3' }, here.ports);
    await here.ports.state.putDocument('op_3', 'result/task-1', {
      status: 'absent',
      retained: [{ type: 'AWS::S3::Bucket', physicalId: 'logs', reason: 'not empty' }],
    });
    await settleRelease({ operationId: 'op_3' }, here.ports);
    expect(await here.ports.state.readOperation('op_3')).toMatchObject({
      result: { retained: ['AWS::S3::Bucket logs'] },
    });
  });
});

describe('a migration', () => {
  test('that ECS does not know yet has not failed, and one that it knows no more has', async () => {
    const here = await migrating(undefined);
    await expect(migrate({ operationId: 'op_1' }, here.ports)).rejects.toMatchObject({ name: 'NotYet' });
    here.ports.time.advance(61);
    await expect(migrate({ operationId: 'op_1' }, here.ports)).rejects.toMatchObject({ code: 'MigrationFailed' });
  });

  test('that takes half an hour is stopped', async () => {
    const here = await migrating({ stopped: false });
    await expect(migrate({ operationId: 'op_1' }, here.ports)).rejects.toMatchObject({ name: 'NotYet' });
    here.ports.time.advance(1799);
    await expect(migrate({ operationId: 'op_1' }, here.ports)).rejects.toMatchObject({ name: 'NotYet' });
    expect(here.log).not.toContain('stop arn:task');
    here.ports.time.advance(1);
    await expect(migrate({ operationId: 'op_1' }, here.ports)).rejects.toThrow('ran longer than 30 minutes');
    expect(here.log).toContain('stop arn:task');
  });

  test('is stopped with its release', async () => {
    const here = await migrating({ stopped: false });
    await expect(migrate({ operationId: 'op_1' }, here.ports)).rejects.toMatchObject({ name: 'NotYet' });
    await executionChanged({ detail: { name: 'op_1', status: 'ABORTED' } }, here.ports);
    expect(here.log).toContain('stop arn:task');
  });

  test('fails by its exit code', async () => {
    const here = await migrating({ stopped: true, exitCode: 3 });
    await expect(migrate({ operationId: 'op_1' }, here.ports)).rejects.toThrow('stopped with exit code 3');
  });
});

describe('an approval', () => {
  test('is waited for without the lock, and takes it again', async () => {
    const here = await waiting();
    expect((await here.ports.state.readScopeState('environments/dev'))?.lock.holders).toEqual({});
    expect(await here.ports.state.readOperation('op_1')).toMatchObject({ status: 'waiting' });
    await retakeLock({ operationId: 'op_1' }, here.ports);
    expect((await here.ports.state.readScopeState('environments/dev'))?.lock.holders.hello?.operationId).toBe('op_1');
    expect(await here.ports.state.readOperation('op_1')).toMatchObject({ status: 'running' });
  });

  test('is no longer waited for when something newer is released', async () => {
    const here = await waiting();
    await begin(here, 'op_2', { kind: 'release', request: { image: digestTag.two } });
    await resolve({ operationId: 'op_2' }, here.ports);
    expect(here.ports.workflows.answers).toContainEqual({ taskToken: 'approval', answer: 'fail', error: 'Superseded' });
    await settleRelease({ operationId: 'op_1', error: { Error: 'Superseded', Cause: 'newer' } }, here.ports);
    expect(await statuses(here)).toMatchObject({ 1: 'superseded' });
  });

  test('that comes when another release went live meanwhile is too late', async () => {
    const here = await waiting();
    await here.ports.state.updateScopeState(application, (scopeState) => {
      return {
        ...scopeState!,
        live: { slot: 'two', release: 9, weights: { one: 0, two: 100 }, since: scopeState!.updatedAt },
      };
    });
    await expect(retakeLock({ operationId: 'op_1' }, here.ports)).rejects.toMatchObject({ name: 'Superseded' });
  });
});

describe('the event of a task', () => {
  test('wakes the release that waits for its service, once', async () => {
    const here = await world();
    await begin(here, 'op_1', { kind: 'release', request: { image: digestTag.one } });
    await resolve({ operationId: 'op_1' }, here.ports);
    await place({ operationId: 'op_1' }, here.ports);
    await awaitHealthy({ operationId: 'op_1', taskToken: 'token' }, here.ports);
    await targetsChanged(taskEvent('hello-1'), here.ports);
    await targetsChanged(taskEvent('hello-1'), here.ports);
    expect(here.ports.workflows.answers).toEqual([{ taskToken: 'token', answer: 'fail', error: 'NotYet' }]);
  });
});
