import { expect, test } from 'vitest';
import { awaitHealthy } from '../../../src/core/release/await-healthy.ts';
import { place } from '../../../src/core/release/place.ts';
import { resolve } from '../../../src/core/release/resolve.ts';
import { shift } from '../../../src/core/release/shift.ts';
import { watchTraffic } from '../../../src/core/release/watch-traffic.ts';
import { begin, release, start, type World, world } from './fake-world.ts';
import { digestTag, two } from './scenes.ts';

/** Release 1 serves, at a size that autoscaling brought it to, and release 2 has started in the other slot. */
async function placedBeside(desired: number): Promise<World> {
  const here = await world({ bakeSeconds: 600 });
  await release(here, 'op_1', digestTag.one);
  here.services.set('hello-1', { ...here.services.get('hello-1')!, desired, running: desired });
  await begin(here, 'op_2', { kind: 'release', request: { image: digestTag.two } });
  await resolve({ operationId: 'op_2' }, here.ports);
  await place({ operationId: 'op_2' }, here.ports);
  await start(here, 'op_2', 2);
  here.log.length = 0;
  return here;
}

const wait = ({ ports }: World) => awaitHealthy({ operationId: 'op_2', taskToken: 'healthy' }, ports);

test('a release gets as many tasks as serve users now before it gets the users', async () => {
  const here = await placedBeside(4);
  await wait(here);
  expect(here.log).toEqual(['hello-2 wants 4']);
  await wait(here);
  expect(here.ports.workflows.answers).not.toContainEqual(expect.objectContaining({ taskToken: 'healthy' }));
  here.services.set('hello-2', { ...here.services.get('hello-2')!, running: 4 });
  here.healthy['group-one'] = 4;
  await wait(here);
  expect(here.ports.workflows.answers).toContainEqual({ taskToken: 'healthy', answer: 'succeed' });
});

test('a release is never asked to be larger than its spec lets it be', async () => {
  const here = await placedBeside(9);
  await wait(here);
  expect(here.log).toEqual(['hello-2 wants 6']);
});

test('a release that scales out while it is watched stays', async () => {
  const here = await placedBeside(1);
  await wait(here);
  await shift({ operationId: 'op_2', step: 0 }, here.ports);
  here.services.set('hello-2', { ...here.services.get('hello-2')!, desired: 3 });
  here.ports.time.advance(30);
  await expect(watchTraffic({ operationId: 'op_2' }, here.ports)).rejects.toMatchObject({ name: 'NotYet' });
  here.healthy['group-one'] = 0;
  await expect(watchTraffic({ operationId: 'op_2' }, here.ports)).rejects.toMatchObject({ code: 'ReleaseFailed' });
});

test('a roll back asks for the size that serves now, and does not wait for it', async () => {
  const here = await two();
  here.services.set('hello-2', { ...here.services.get('hello-2')!, desired: 5, running: 5 });
  await begin(here, 'op_3', { kind: 'rollback', request: {} });
  await resolve({ operationId: 'op_3' }, here.ports);
  here.log.length = 0;
  await shift({ operationId: 'op_3', step: 0 }, here.ports);
  expect(here.log).toEqual(['hello-1 wants 5', 'shift 0/100']);
});
