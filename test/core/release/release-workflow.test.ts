import { describe, expect, test } from 'vitest';
import { executionChanged } from '../../../src/core/operation/execution-changed.ts';
import { readPlan } from '../../../src/core/plan/plan-documents.ts';
import { awaitHealthy } from '../../../src/core/release/await-healthy.ts';
import { place } from '../../../src/core/release/place.ts';
import { resolve } from '../../../src/core/release/resolve.ts';
import { shift } from '../../../src/core/release/shift.ts';
import { shiftBack } from '../../../src/core/release/shift-back.ts';
import { application, begin, release, runRelease, start, view, type World, world } from './fake-world.ts';
import { digestTag, live, statuses, two } from './scenes.ts';

describe('a release', () => {
  test('of a new application is tried in slot two, where no users are sent, and gets all traffic there', async () => {
    const here = await world();
    expect(await release(here, 'op_1', digestTag.one)).toBe('succeeded');
    expect(await live(here)).toMatchObject({ slot: 'two', release: 1, weights: { one: 0, two: 100 } });
    expect(await statuses(here)).toEqual({ 1: 'live' });
  });

  test('goes into the other slot and leaves the one before warm', async () => {
    const here = await two();
    expect(here.rules).toMatchObject({ http: { one: 100, two: 0 }, https: { one: 100, two: 0 } });
    expect(await live(here)).toMatchObject({ slot: 'one', release: 2, previousRelease: 1 });
    expect(await statuses(here)).toEqual({ 1: 'standby', 2: 'live' });
  });

  test('records the weights that every later update of the service must send', async () => {
    const here = await two();
    const scopeState = await here.ports.state.readScopeState(application);
    expect(scopeState?.stacks.service?.parameters).toEqual({ LiveSlot: 'one', WeightOne: '100', WeightTwo: '0' });
  });

  test('removes the standby release whose slot it needs', async () => {
    const here = await two();
    expect(await release(here, 'op_3', digestTag.three)).toBe('succeeded');
    expect(await statuses(here)).toEqual({ 1: 'retired', 2: 'standby', 3: 'live' });
    expect([...here.ports.workflows.executions.keys()].filter((arn) => arn.includes('op_3'))).toEqual([
      'arn:aws:states:eu-west-1:111122223333:execution:plinth-change-stack:op_3-task',
      'arn:aws:states:eu-west-1:111122223333:execution:plinth-change-stack:op_3-task-1',
    ]);
  });

  test('removes what an earlier operation wanted to delete from its slot and could not', async () => {
    const here = await two();
    await here.ports.state.updateRelease(application, 1, (now) => ({ ...now, status: 'retired' }));
    await release(here, 'op_3', digestTag.three);
    const started = [...here.ports.workflows.executions.keys()].filter((arn) => arn.endsWith('op_3-task-1'));
    expect(started).toHaveLength(1);
  });

  test('frees the lock at its end', async () => {
    const here = await two();
    expect((await here.ports.state.readScopeState('environments/dev'))?.lock.holders).toEqual({});
  });

  test('has testers in its slot while it is tried, and in the other one afterwards', async () => {
    const here = await world();
    await begin(here, 'op_1', { kind: 'release', request: { image: digestTag.one } });
    await resolve({ operationId: 'op_1' }, here.ports);
    await place({ operationId: 'op_1' }, here.ports);
    expect(here.rules.test).toEqual({ one: 0, two: 100 });
    await start(here, 'op_1', 1);
    await shift({ operationId: 'op_1', step: 0 }, here.ports);
    expect(here.rules.test).toEqual({ one: 100, two: 0 });
  });

  test('of an image that is not there starts nothing', async () => {
    const here = await world();
    expect(await release(here, 'op_1', 'hello:nothing')).toBe('failed');
    expect(await here.ports.state.readOperation('op_1')).toMatchObject({ error: { code: 'ImageNotFound' } });
    expect(here.ports.workflows.executions.size).toBe(0);
  });

  test('goes through the weights of a canary', async () => {
    const here = await world({ strategy: 'canary', steps: [{ percent: 10, seconds: 60 }] });
    await release(here, 'op_1', digestTag.one);
    here.log.length = 0;
    await release(here, 'op_2', digestTag.two);
    expect(here.log.filter((line) => line.startsWith('shift'))).toEqual(['shift 10/90', 'shift 100/0']);
  });

  test('resolved twice keeps its number and its slot', async () => {
    const here = await world();
    await begin(here, 'op_1', { kind: 'release', request: { image: digestTag.one } });
    expect(await resolve({ operationId: 'op_1' }, here.ports)).toEqual(
      await resolve({ operationId: 'op_1' }, here.ports),
    );
    expect((await here.ports.state.readScopeState(application))?.lastRelease).toBe(1);
  });
});

describe('a release that fails', () => {
  test('leaves traffic where it was, says why, and its stack goes', async () => {
    const here = await world({ smoke: [{ path: '/healthz', status: 200 }] });
    await release(here, 'op_1', digestTag.one);
    here.answer = { status: 500, body: 'no database' };
    here.log.length = 0;
    expect(await release(here, 'op_2', digestTag.two)).toBe('failed');
    expect(await live(here)).toMatchObject({ release: 1 });
    expect(here.log).toEqual(['delete plinth--dev--hello--2--task op-2-task-compensate']);
    expect(await here.ports.state.readOperation('op_2')).toMatchObject({
      error: {
        code: 'SmokeFailed',
        message: '/healthz answered 500 instead of 200: no database',
        evidence: ['listening on 8080', 'cannot reach the database'],
      },
    });
    expect(await statuses(here)).toEqual({ 1: 'live', 2: 'failed' });
  });

  test('early, when its tasks keep dying, with their reason', async () => {
    const here = await world();
    await begin(here, 'op_1', { kind: 'release', request: { image: digestTag.one } });
    await resolve({ operationId: 'op_1' }, here.ports);
    await place({ operationId: 'op_1' }, here.ports);
    const stop = { taskArn: 'arn', reason: 'Essential container in task exited', exitCode: 1 };
    here.services.set('hello-1', { ...view('sha256:1'), running: 0, stops: [stop, stop] });
    await expect(awaitHealthy({ operationId: 'op_1', taskToken: 'token' }, here.ports)).rejects.toThrow(
      'release 1 did not become healthy: 2 tasks stopped: Essential container in task exited, exit code 1',
    );
  });

  test('is taken back when another digest runs after the shift', async () => {
    const here = await world();
    await release(here, 'op_1', digestTag.one);
    await begin(here, 'op_2', { kind: 'release', request: { image: digestTag.two } });
    const original = here.services.set.bind(here.services);
    here.services.set = (name, found) =>
      original(name, name === 'hello-2' ? { ...found, digests: ['sha256:old'] } : found);
    expect(await runRelease(here, 'op_2')).toBe('failed');
    expect(await live(here)).toMatchObject({ release: 1, slot: 'two' });
    expect(here.rules.http).toEqual({ one: 0, two: 100 });
    expect(await statuses(here)).toEqual({ 1: 'live', 2: 'failed' });
  });

  test('never goes back to a slot in which nothing is healthy', async () => {
    const here = await two();
    await begin(here, 'op_3', { kind: 'rollback', request: { release: 1 } });
    await resolve({ operationId: 'op_3' }, here.ports);
    await shift({ operationId: 'op_3', step: 0 }, here.ports);
    here.healthy['group-one'] = 0;
    await shiftBack({ operationId: 'op_3' }, here.ports);
    expect(here.rules.http).toEqual({ one: 0, two: 100 });
  });
});

describe('shifting traffic', () => {
  test('refuses a slot with fewer healthy targets than its service wants', async () => {
    const here = await two();
    await begin(here, 'op_3', { kind: 'rollback', request: { release: 1 } });
    await resolve({ operationId: 'op_3' }, here.ports);
    here.healthy['group-two'] = 0;
    await expect(shift({ operationId: 'op_3', step: 0 }, here.ports)).rejects.toMatchObject({ name: 'ReleaseFailed' });
    expect(here.rules.http).toEqual({ one: 100, two: 0 });
  });

  test('refuses when another operation has taken over', async () => {
    const here = await two();
    await begin(here, 'op_3', { kind: 'rollback', request: { release: 1 } });
    await resolve({ operationId: 'op_3' }, here.ports);
    await here.ports.state.updateScopeState('environments/dev', (scopeState) => ({
      ...scopeState!,
      lock: { holders: {}, fence: 9 },
    }));
    await expect(shift({ operationId: 'op_3', step: 0 }, here.ports)).rejects.toMatchObject({ name: 'Fenced' });
    expect(here.rules.http).toEqual({ one: 100, two: 0 });
  });

  test('undoes its move when its workflow was stopped meanwhile, and traffic was put back before it', async () => {
    const here = await two();
    await begin(here, 'op_3', { kind: 'rollback', request: { release: 1 } });
    await resolve({ operationId: 'op_3' }, here.ports);
    const { loadBalancing } = here.ports;
    const shiftLate: typeof loadBalancing.shift = async (...call) => {
      await executionChanged({ detail: { name: 'op_3', status: 'ABORTED' } }, here.ports);
      await loadBalancing.shift(...call);
    };
    const late = { ...here.ports, loadBalancing: { ...loadBalancing, shift: once(shiftLate, loadBalancing.shift) } };
    await expect(shift({ operationId: 'op_3', step: 0 }, late)).rejects.toMatchObject({ name: 'Fenced' });
    expect(here.rules).toMatchObject({ http: { one: 100, two: 0 }, https: { one: 100, two: 0 } });
  });

  test('run twice moves once', async () => {
    const here = await two();
    await begin(here, 'op_3', { kind: 'rollback', request: { release: 1 } });
    await resolve({ operationId: 'op_3' }, here.ports);
    here.log.length = 0;
    await shift({ operationId: 'op_3', step: 0 }, here.ports);
    await shift({ operationId: 'op_3', step: 0 }, here.ports);
    expect(here.log).toEqual(['shift 0/100']);
  });
});

describe('going back', () => {
  test('to a warm release starts at Shift', async () => {
    const here = await two();
    await begin(here, 'op_3', { kind: 'rollback', request: { release: 1 } });
    expect((await resolve({ operationId: 'op_3' }, here.ports)).entry).toBe('shift');
    expect(await runRelease(here, 'op_3')).toBe('succeeded');
    expect(await live(here)).toMatchObject({ release: 1, slot: 'two', previousRelease: 2 });
    expect(await statuses(here)).toEqual({ 1: 'live', 2: 'standby' });
  });

  test('to a release that is gone places its digest again', async () => {
    const here = await two();
    await here.ports.state.updateRelease(application, 1, (now) => ({ ...now, status: 'retired' }));
    await begin(here, 'op_3', { kind: 'rollback', request: { release: 1 } });
    expect(await runRelease(here, 'op_3')).toBe('succeeded');
    const placed = await here.ports.state.readRelease(application, 3);
    expect(placed).toMatchObject({ digest: 'sha256:1', image: digestTag.one, status: 'live' });
  });

  test('to a release that is gone brings back its size and its variables, and is put live as is usual today', async () => {
    const here = await world({ bakeSeconds: 0 });
    await put(here, { cpu: 512, memory: 1024, variables: { GREETING: 'then' } });
    await release(here, 'op_1', digestTag.one);
    await put(here, {
      cpu: 1024,
      memory: 2048,
      variables: { GREETING: 'now' },
      release: { bakeSeconds: 30, smoke: [] },
    });
    await release(here, 'op_2', digestTag.two);
    await here.ports.state.updateRelease(application, 1, (now) => ({ ...now, status: 'retired' }));
    await begin(here, 'op_3', { kind: 'rollback', request: { release: 1 } });
    expect(await runRelease(here, 'op_3')).toBe('succeeded');
    expect(await here.ports.state.readDocument('op_3', 'container')).toMatchObject({ variables: { GREETING: 'then' } });
    expect(await readPlan('op_3', here.ports)).toMatchObject({
      stacks: [{ stackKey: 'task', parameters: { Cpu: { value: '512' } } }, { stackKey: 'task-1' }],
    });
    expect(await here.ports.state.readDocument('op_3', 'release')).toMatchObject({ bakeSeconds: 30 });
  });

  test('by a toggle is refused when the other release is not healthy', async () => {
    const here = await two();
    here.healthy['group-two'] = 0;
    await begin(here, 'op_3', { kind: 'toggle', request: { release: 1 } });
    expect(await runRelease(here, 'op_3')).toBe('failed');
    expect(await live(here)).toMatchObject({ release: 2 });
  });

  test('to what is live already changes nothing', async () => {
    const here = await two();
    await begin(here, 'op_3', { kind: 'toggle', request: { release: 2 } });
    expect(await runRelease(here, 'op_3')).toBe('succeeded');
    expect(await live(here)).toMatchObject({ release: 2 });
  });

  test('is refused when nothing was live before', async () => {
    const here = await world();
    await release(here, 'op_1', digestTag.one);
    await begin(here, 'op_2', { kind: 'rollback', request: {} });
    expect(await runRelease(here, 'op_2')).toBe('failed');
    expect(await here.ports.state.readOperation('op_2')).toMatchObject({ error: { code: 'NothingToRollBack' } });
  });
});

describe('a release whose workflow was stopped', () => {
  test('is taken back: traffic as before, its stack gone, the operation cancelled', async () => {
    const here = await two();
    await begin(here, 'op_3', { kind: 'release', request: { image: digestTag.three } });
    await resolve({ operationId: 'op_3' }, here.ports);
    await place({ operationId: 'op_3' }, here.ports);
    await start(here, 'op_3', 3);
    here.services.delete('hello-1');
    await shift({ operationId: 'op_3', step: 0 }, here.ports);
    await here.ports.state.updateOperation('op_3', (now) => ({ ...now, cancelledBy: 'ann' }));
    await executionChanged({ detail: { name: 'op_3', status: 'ABORTED' } }, here.ports);
    expect(here.rules.http).toEqual({ one: 100, two: 0 });
    expect(here.log.at(-1)).toBe('delete plinth--dev--hello--3--task op-3-task-compensate');
    expect(await statuses(here)).toMatchObject({ 2: 'live', 3: 'failed' });
    expect(await here.ports.state.readOperation('op_3')).toMatchObject({ status: 'cancelled' });
  });
});

async function put({ ports }: World, spec: Readonly<Record<string, unknown>>): Promise<void> {
  await ports.state.updateSpec(application, (now) => ({ ...now!, spec: { ...now!.spec, ...spec } }));
}

/** The first call goes to one, every later one to the other. */
function once<A extends unknown[], R>(first: (...call: A) => R, later: (...call: A) => R): (...call: A) => R {
  let called = false;
  return (...call) => {
    const next = called ? later : first;
    called = true;
    return next(...call);
  };
}
