import { expect, test } from 'vitest';
import { executionChanged } from '../../../src/core/operation/execution-changed.ts';
import { sweep } from '../../../src/core/operation/sweep.ts';
import { approve } from '../../../src/core/release/approve.ts';
import { migrate } from '../../../src/core/release/migrate.ts';
import { place } from '../../../src/core/release/place.ts';
import { resolve } from '../../../src/core/release/resolve.ts';
import { application, begin, release, start, type World, world } from './fake-world.ts';
import { digestTag, migrating, shifted, statuses } from './scenes.ts';

const aborted = (id: string) => ({ detail: { name: id, status: 'ABORTED' } });

async function errors({ ports }: World, id: string): Promise<readonly string[]> {
  const { items } = await ports.state.listEvents(id);
  return items.filter(({ level }) => level === 'error').map(({ message }) => message);
}

/** Release 1 is live; release 2 waits for its approval when somebody moves the weights by hand. */
async function waitingAmongHandmadeWeights(): Promise<World> {
  const here = await world();
  await release(here, 'op_1', digestTag.one);
  await here.ports.state.updateSpec(application, (now) => {
    return { ...now!, spec: { ...now!.spec, release: { bakeSeconds: 0, smoke: [], approval: true } } };
  });
  await begin(here, 'op_2', { kind: 'release', request: { image: digestTag.two } });
  await resolve({ operationId: 'op_2' }, here.ports);
  await place({ operationId: 'op_2' }, here.ports);
  await start(here, 'op_2', 2);
  await approve({ operationId: 'op_2', taskToken: 'approval' }, here.ports);
  here.rules.http = { one: 50, two: 50 };
  return here;
}

test('a release that waited ends without a touch of weights that somebody moved by hand', async () => {
  const here = await waitingAmongHandmadeWeights();
  await here.ports.state.updateOperation('op_2', (now) => ({ ...now, cancelledBy: 'ann' }));
  await executionChanged(aborted('op_2'), here.ports);
  expect((await here.ports.state.readOperation('op_2'))?.status).toBe('cancelled');
  expect(here.rules.http).toEqual({ one: 50, two: 50 });
  expect(await statuses(here)).toEqual({ 1: 'live', 2: 'failed' });
});

/** Release 2 has users when its workflow is stopped, and its rules are gone. */
async function withoutRules(): Promise<{ readonly here: World; readonly gone: { are: boolean } }> {
  const here = await shifted();
  const gone = { are: true };
  const { loadBalancing } = here.ports;
  const { weights } = loadBalancing;
  loadBalancing.weights = async (...asked) => {
    if (gone.are) throw Object.assign(new Error('One or more rules not found'), { name: 'RuleNotFoundException' });
    return weights(...asked);
  };
  return { here, gone };
}

test('a release whose traffic cannot be put back is tried for ten minutes, and ends then with what is left', async () => {
  const { here } = await withoutRules();
  const { ports } = here;
  for (const seconds of [0, 300, 299]) {
    ports.time.advance(seconds);
    await expect(executionChanged(aborted('op_2'), ports)).rejects.toThrow('rules not found');
  }
  expect((await ports.state.readOperation('op_2'))?.status).toBe('running');
  expect(await errors(here, 'op_2')).toEqual([]);
  ports.time.advance(1);
  await executionChanged(aborted('op_2'), ports);
  const left = [
    'traffic was not shifted back: RuleNotFoundException: One or more rules not found',
    'the stack of the release was not deleted: RuleNotFoundException: One or more rules not found',
  ];
  expect(await ports.state.readOperation('op_2')).toMatchObject({
    status: 'failed',
    error: { code: 'ExecutionLost', evidence: left },
  });
  expect((await errors(here, 'op_2')).slice(0, 2)).toEqual(left);
  expect(here.log.filter((line) => line.startsWith('delete'))).toEqual([]);
  ports.time.advance(60);
  expect((await sweep(undefined, ports)).freed).toEqual(['op_2']);
});

test('a release whose traffic can be put back at the second try ends without a word of the first', async () => {
  const { here, gone } = await withoutRules();
  await expect(executionChanged(aborted('op_2'), here.ports)).rejects.toThrow('rules not found');
  gone.are = false;
  here.ports.time.advance(300);
  expect((await sweep(undefined, here.ports)).ended).toEqual(['op_2']);
  expect(here.rules.http).toEqual({ one: 0, two: 100 });
  expect(await here.ports.state.readOperation('op_2')).toMatchObject({ status: 'failed', error: { evidence: [] } });
});

test('a migration that cannot be stopped keeps nothing else from being taken back', async () => {
  const here = await migrating({ stopped: false });
  await expect(migrate({ operationId: 'op_1' }, here.ports)).rejects.toMatchObject({ name: 'NotYet' });
  here.ports.workloads.stopTask = async () => {
    throw Object.assign(new Error('no'), { name: 'AccessDeniedException' });
  };
  await expect(executionChanged(aborted('op_1'), here.ports)).rejects.toThrow('no');
  expect(await statuses(here)).toEqual({ 1: 'failed' });
  expect(here.log.some((line) => line.startsWith('delete'))).toBe(true);
});
