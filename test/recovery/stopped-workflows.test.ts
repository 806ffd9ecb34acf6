import { describe, expect, test } from 'vitest';
import { stopExecution } from '../workflows/faults.ts';
import type { Stage } from '../workflows/harness.ts';
import { checkInvariants } from '../workflows/invariants.ts';
import { provideLive } from '../workflows/scenes.ts';
import { stageOfFile } from '../workflows/stage-of-file.ts';
import { arrive, versionOf } from '../workflows/users.ts';

/** The longest step is over by then, and the sweep has been there. */
const sweepSeconds = 40 + 300 + 10;

let stage: Stage;

stageOfFile(
  async (opened) => {
    stage = opened;
  },
  { with: 'base-and-dev' },
);

describe('a workflow that provisions an environment and is stopped', () => {
  for (const [when, seconds] of [
    ['before its plan is made', 0.3],
    ['while its first stacks are made', 20],
    ['while its load balancer is made', 120],
  ] as const) {
    test(`${when} ends its operation, gives its lock back, and resumes when asked again`, () =>
      stage.drive(async () => {
        const { id } = await stage.accept('PUT', '/environments/stopped', { owner: 'team-a' });
        await stage.sleep(seconds);
        expect(await stopExecution(stage, 'converge', id)).toBe(true);
        const ended = await stage.ended(id);
        expect(ended).toMatchObject({ status: 'failed', error: { code: 'ExecutionLost' } });
        await stage.sleep(90);
        await stage.succeed('PUT', '/environments/stopped', { owner: 'team-a' });
        await checkInvariants(stage);
        await stage.succeed('DELETE', '/environments/stopped');
        await checkInvariants(stage);
      }));
  }

  test('in the middle of one stack fails what needs it, and resumes when asked again', () =>
    stage.drive(async () => {
      const { id } = await stage.accept('PUT', '/environments/halved', { owner: 'team-a' });
      await stage.sleep(20);
      expect(await stopExecution(stage, 'change-stack', `${id}-network`)).toBe(true);
      const ended = await stage.ended(id);
      expect(ended.status).toBe('failed');
      expect(ended.error?.message).toContain('`network`');
      await stage.succeed('PUT', '/environments/halved', { owner: 'team-a' });
      await checkInvariants(stage);
      await stage.succeed('DELETE', '/environments/halved');
    }));

  test('by its own users is cancelled, and what it finished stays', () =>
    stage.drive(async () => {
      const { id } = await stage.accept('PUT', '/environments/cancelled', { owner: 'team-a' });
      await stage.sleep(120);
      expect((await stage.send('POST', `/operations/${id}/cancel`, { body: {} })).status).toBe(202);
      expect(await stage.ended(id)).toMatchObject({ status: 'cancelled', error: { code: 'Cancelled' } });
      expect((await stage.send('GET', '/environments/cancelled')).body.stacks).toHaveProperty('network');
      await stage.sleep(90);
      await stage.succeed('PUT', '/environments/cancelled', { owner: 'team-a' });
      await checkInvariants(stage);
      await stage.succeed('DELETE', '/environments/cancelled');
    }));
});

test('what a cancelled operation had begun goes when the next spec does not name it', () =>
  stage.drive(async () => {
    await stage.succeed('PUT', '/environments/undecided', { owner: 'team-a' });
    const { id } = await stage.accept('PUT', '/environments/undecided', {
      owner: 'team-a',
      components: { memcached: {}, redis: {} },
    });
    await stage.sleep(30);
    await stage.send('POST', `/operations/${id}/cancel`, { body: {} });
    await stage.ended(id);
    await stage.sleep(90);
    const { steps } = await stage.succeed('PUT', '/environments/undecided', { owner: 'team-a' });
    expect(steps).toContainEqual(expect.objectContaining({ name: 'memcached', action: 'delete' }));
    // It may hold data already, so it stays, and says so.
    expect((await stage.send('GET', '/environments/undecided')).body.stacks).toHaveProperty('redis');
    await checkInvariants(stage);
    await stage.succeed('DELETE', '/environments/undecided?data=delete&confirm=undecided');
  }));

describe('a release whose workflow is stopped', () => {
  for (const [name, when, seconds] of [
    ['early', 'before it is placed', 0.5],
    ['placed', 'right after it was placed', 3],
    ['midway', 'while its tasks start', 20],
    ['late', 'about when its traffic moves', 55],
  ] as const) {
    test(`${when} leaves or puts users where they were, and can be asked for again`, () =>
      stage.drive(async () => {
        const application = await provideLive(stage, `environments/dev/applications/${name}`);
        const users = await arrive(stage, application);
        const { id } = await stage.accept('POST', `/${application}/releases`, { image: `${name}:2` });
        await stage.sleep(seconds);
        expect(await stopExecution(stage, 'release', id)).toBe(true);
        expect(await stage.ended(id)).toMatchObject({ status: 'failed', error: { code: 'ExecutionLost' } });
        expect(await versionOf(stage, application)).toBe('version 1');
        await stage.sleep(sweepSeconds);
        await checkInvariants(stage);
        await stage.succeed('POST', `/${application}/releases`, { image: `${name}:2` });
        expect(await versionOf(stage, application)).toBe('version 2');
        const seen = Object.keys(await users.leave()).sort();
        expect(seen).toEqual(['version 1', 'version 2']);
        await checkInvariants(stage);
      }));
  }
});

test('a detection of drift that is stopped ends, marks nothing, and can be asked for again', () =>
  stage.drive(async () => {
    const { id } = await stage.accept('POST', '/environments/dev/drift', {});
    await stage.sleep(5);
    expect(await stopExecution(stage, 'drift', id)).toBe(true);
    expect(await stage.ended(id)).toMatchObject({ status: 'failed', error: { code: 'ExecutionLost' } });
    expect((await stage.send('GET', '/environments/dev')).body).toMatchObject({ status: 'ready', lockedBy: [] });
    const { result } = await stage.succeed('POST', '/environments/dev/drift', {});
    expect((await stage.send('GET', '/environments/dev/drift')).body.stacks).toHaveLength(Number(result?.stacks));
  }));

test('the sweep ends what an execution left whose end nobody heard of, and frees its lock', () =>
  stage.drive(async () => {
    const application = await provideLive(stage, 'environments/dev/applications/sweeping');
    const lost = stage.faults.inject({ kind: 'event lost', target: ':function:plinth-execution-changed' });
    const { id } = await stage.accept('POST', `/${application}/releases`, { image: 'sweeping:2' });
    await stage.sleep(20);
    await stopExecution(stage, 'release', id);
    await stage.sleep(2);
    expect((await stage.operation(id)).status).toBe('running');
    await stage.sleep(660);
    expect(await stage.operation(id)).toMatchObject({ status: 'failed', error: { code: 'ExecutionLost' } });
    expect((await stage.send('GET', `/${application}`)).body.lockedBy).toEqual([]);
    await checkInvariants(stage);
    expect(lost.hits).toBeGreaterThan(0);
    lost.remove();
    await stage.succeed('POST', `/${application}/releases`, { image: 'sweeping:2' });
    await checkInvariants(stage);
  }));

test('lost events of CloudFormation cost a minute a stack, and nothing else', () =>
  stage.drive(async () => {
    const timed = async (name: string) => {
      const before = stage.seconds();
      await stage.succeed('PUT', `/environments/${name}`, { owner: 'team-a' });
      return stage.seconds() - before;
    };
    const heard = await timed('heard');
    await stage.succeed('DELETE', '/environments/heard');
    const lost = stage.faults.inject({ kind: 'event lost', target: ':function:plinth-stack-changed' });
    const unheard = await timed('unheard');
    await stage.succeed('DELETE', '/environments/unheard');
    expect(lost.hits).toBeGreaterThan(0);
    lost.remove();
    // Network, load balancer, its alarms: three stacks in a row, each a little more than a minute late at most. The two
    // environments take different times of themselves, so the second may even be the quicker one.
    expect(unheard - heard).toBeLessThan(3 * 70);
    await checkInvariants(stage);
  }));
