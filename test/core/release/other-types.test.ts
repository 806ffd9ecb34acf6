import { describe, expect, test } from 'vitest';
import { migrate } from '../../../src/core/release/migrate.ts';
import { place } from '../../../src/core/release/place.ts';
import { resolve } from '../../../src/core/release/resolve.ts';
import { shift } from '../../../src/core/release/shift.ts';
import { shiftBack } from '../../../src/core/release/shift-back.ts';
import { releaseStackEnded } from '../../../src/core/release/stack-ended.ts';
import { verifyRelease } from '../../../src/core/release/verify-release.ts';
import { application, begin, release, runRelease, start, view, type World, world } from './fake-world.ts';
import { digestTag, live, statuses } from './scenes.ts';

/** Keys of the stacks that an operation changed, with what it did to them. */
async function changes({ ports }: World, id: string): Promise<readonly string[]> {
  const { stacks } = (await ports.state.readDocument(id, 'plan')) as { stacks: { stackKey: string; action: string }[] };
  return stacks.map(({ stackKey, action }) => `${action} ${stackKey}`);
}

describe('a release of a worker', () => {
  test('moves no traffic', async () => {
    const here = await world({}, 'worker');
    expect(await release(here, 'op_1', digestTag.one)).toBe('succeeded');
    expect(await live(here)).toMatchObject({ release: 1 });
    expect(here.log).toEqual([]);
  });

  test('has no smoke test, because nobody can ask it', async () => {
    const here = await world({ smoke: [{ path: '/healthz' }] }, 'worker');
    await begin(here, 'op_1', { kind: 'release', request: { image: digestTag.one } });
    expect((await resolve({ operationId: 'op_1' }, here.ports)).gates.smoke).toBe(false);
  });

  test('joins the one before and replaces it, whatever share of traffic was asked for', async () => {
    const here = await world({ strategy: 'canary' }, 'worker');
    await release(here, 'op_1', digestTag.one);
    here.services.delete('hello-1');
    expect(await release(here, 'op_2', digestTag.two)).toBe('succeeded');
    expect(await changes(here, 'op_2')).toEqual(['create worker-task', 'delete worker-task-1']);
    expect(await statuses(here)).toEqual({ 1: 'retired', 2: 'live' });
  });

  test('that turns out wrong when the one before has left stays, because there is nothing to go back to', async () => {
    const here = await world({}, 'worker');
    await release(here, 'op_1', digestTag.one);
    await begin(here, 'op_2', { kind: 'release', request: { image: digestTag.two } });
    const original = here.services.set.bind(here.services);
    here.services.set = (name, found) => original(name, { ...found, digests: ['sha256:other'] });
    here.services.delete('hello-1');
    expect(await runRelease(here, 'op_2')).toBe('failed');
    expect(await live(here)).toMatchObject({ release: 2 });
    expect(here.log.filter((line) => line.startsWith('delete'))).toEqual([]);
  });

  test('is looked at again when its only task is just being replaced', async () => {
    const here = await world({}, 'worker');
    await begin(here, 'op_1', { kind: 'release', request: { image: digestTag.one } });
    await resolve({ operationId: 'op_1' }, here.ports);
    here.services.set('hello-1', { ...view('sha256:1'), running: 0, digests: [] });
    await expect(verifyRelease({ operationId: 'op_1' }, here.ports)).rejects.toMatchObject({ name: 'NotYet' });
    here.services.set('hello-1', view('sha256:other'));
    await expect(verifyRelease({ operationId: 'op_1' }, here.ports)).rejects.toMatchObject({ name: 'ReleaseFailed' });
  });

  test('waits for the one before to be gone where two must never run', async () => {
    const here = await world({ strategy: 'recreate' }, 'worker');
    await release(here, 'op_1', digestTag.one);
    await begin(here, 'op_2', { kind: 'release', request: { image: digestTag.two } });
    await resolve({ operationId: 'op_2' }, here.ports);
    await place({ operationId: 'op_2' }, here.ports);
    const started = [...here.ports.workflows.executions.keys()].filter((arn) => arn.includes('op_2'));
    expect(started.map((arn) => arn.split(':').at(-1))).toEqual(['op_2-worker-task', 'op_2-worker-task-1']);
  });

  test('that goes back is placed again', async () => {
    const here = await world({}, 'worker');
    await release(here, 'op_1', digestTag.one);
    here.services.delete('hello-1');
    await release(here, 'op_2', digestTag.two);
    await begin(here, 'op_3', { kind: 'rollback', request: {} });
    expect((await resolve({ operationId: 'op_3' }, here.ports)).entry).toBe('place');
    expect(await here.ports.state.readRelease(application, 3)).toMatchObject({ image: 'hello:1' });
  });
});

describe('a release of a job', () => {
  test('turns its schedule on when everything else was asked, and the one before off first', async () => {
    const here = await world({}, 'job');
    await release(here, 'op_1', digestTag.one);
    expect(await release(here, 'op_2', digestTag.two)).toBe('succeeded');
    expect(here.log).toEqual(['hello-1 ENABLED', 'hello-1 DISABLED', 'hello-2 ENABLED']);
    expect(await statuses(here)).toEqual({ 1: 'standby', 2: 'live' });
  });

  test('that fails afterwards turns them back', async () => {
    const here = await world({}, 'job');
    await release(here, 'op_1', digestTag.one);
    await begin(here, 'op_2', { kind: 'release', request: { image: digestTag.two } });
    await resolve({ operationId: 'op_2' }, here.ports);
    await place({ operationId: 'op_2' }, here.ports);
    await start(here, 'op_2', 2);
    await shift({ operationId: 'op_2', step: 0 }, here.ports);
    expect(Object.fromEntries(here.schedules)).toEqual({ 'hello-1': 'DISABLED', 'hello-2': 'ENABLED' });
    await shiftBack({ operationId: 'op_2' }, here.ports);
    expect(Object.fromEntries(here.schedules)).toEqual({ 'hello-1': 'ENABLED', 'hello-2': 'DISABLED' });
    expect(await live(here)).toMatchObject({ release: 1 });
  });

  test('goes back by turning two schedules', async () => {
    const here = await world({}, 'job');
    await release(here, 'op_1', digestTag.one);
    await release(here, 'op_2', digestTag.two);
    await begin(here, 'op_3', { kind: 'rollback', request: {} });
    expect((await resolve({ operationId: 'op_3' }, here.ports)).entry).toBe('shift');
    expect(await runRelease(here, 'op_3')).toBe('succeeded');
    expect(Object.fromEntries(here.schedules)).toEqual({ 'hello-1': 'ENABLED', 'hello-2': 'DISABLED' });
  });

  test('minds no schedule that somebody deleted', async () => {
    const here = await world({}, 'job');
    await release(here, 'op_1', digestTag.one);
    here.schedules.delete('hello-1');
    expect(await release(here, 'op_2', digestTag.two)).toBe('succeeded');
    expect(Object.fromEntries(here.schedules)).toEqual({ 'hello-2': 'ENABLED' });
  });

  test('migrates in the groups and subnets of its tasks', async () => {
    const here = await world({ migrate: { command: ['node', 'migrate.js'] } }, 'job');
    await begin(here, 'op_1', { kind: 'release', request: { image: digestTag.one } });
    await resolve({ operationId: 'op_1' }, here.ports);
    await place({ operationId: 'op_1' }, here.ports);
    await start(here, 'op_1', 1);
    const parameters = {
      TaskSubnets: 'subnet-1,subnet-2',
      AssignPublicIp: 'DISABLED',
      TaskSecurityGroup: 'sg-1',
      MemberSecurityGroup: 'sg-2',
      ClientSecurityGroups: 'sg-3,sg-4',
    };
    await here.ports.state.putDocument('op_1', 'work/job-task', { parameters });
    const asked: unknown[] = [];
    const run = async (_: unknown, task: unknown) => {
      asked.push(task);
      return 'arn:task';
    };
    await migrate({ operationId: 'op_1' }, { ...here.ports, workloads: { ...here.ports.workloads, runTask: run } });
    expect(asked).toEqual([
      {
        cluster: 'plinth-dev',
        taskDefinition: 'definition-1',
        subnets: ['subnet-1', 'subnet-2'],
        securityGroups: ['sg-1', 'sg-2', 'sg-3', 'sg-4'],
        publicIp: false,
        container: 'application',
        command: ['node', 'migrate.js'],
        clientToken: 'op_1-migrate',
      },
    ]);
  });
});

describe('a release whose stack is gone', () => {
  test('is deleted by no release after that', async () => {
    const here = await world();
    await release(here, 'op_1', digestTag.one);
    await here.ports.state.updateRelease(application, 1, (now) => ({ ...now, status: 'failed', slot: 'one' }));
    const scope = `${application}/releases/1`;
    await releaseStackEnded({ operationId: 'op_2', scope, outcome: 'absent' }, here.ports);
    expect(await here.ports.state.readRelease(application, 1)).toMatchObject({ status: 'failed', removed: true });
    await begin(here, 'op_3', { kind: 'release', request: { image: digestTag.two } });
    await resolve({ operationId: 'op_3' }, here.ports);
    expect(await here.ports.state.readDocument('op_3', 'release')).toMatchObject({ occupants: [] });
  });
});

describe('an image', () => {
  test('of a machine is no release of containers', async () => {
    const here = await world();
    expect(await release(here, 'op_1', 'ami-0aaaaaaaaaaaaaaa1')).toBe('failed');
    expect(await here.ports.state.readOperation('op_1')).toMatchObject({ error: { code: 'InvalidRequest' } });
  });
});
