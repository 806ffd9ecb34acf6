import { approve } from '../../../src/core/release/approve.ts';
import { place } from '../../../src/core/release/place.ts';
import { resolve } from '../../../src/core/release/resolve.ts';
import { shift } from '../../../src/core/release/shift.ts';
import { application, begin, release, start, startTasks, type World, world } from './fake-world.ts';

export const digestTag = { one: 'hello:1', two: 'hello:2', three: 'hello:3' };

/** Release 1 is standby in slot two, and release 2 live in slot one. */
export async function two(): Promise<World> {
  const here = await world();
  await release(here, 'op_1', digestTag.one);
  await release(here, 'op_2', digestTag.two);
  return here;
}

/** Release 1 is placed, healthy, and waits for its approval. */
export async function waiting(): Promise<World> {
  const here = await world({ approval: true });
  await begin(here, 'op_1', { kind: 'release', request: { image: digestTag.one } });
  await resolve({ operationId: 'op_1' }, here.ports);
  await place({ operationId: 'op_1' }, here.ports);
  await start(here, 'op_1', 1);
  await approve({ operationId: 'op_1', taskToken: 'approval' }, here.ports);
  return here;
}

export async function live({ ports }: World) {
  return (await ports.state.readScopeState(application))?.live;
}

export async function statuses({ ports }: World) {
  const { items } = await ports.state.listReleases(application);
  return Object.fromEntries(items.map(({ number, status }) => [number, status]));
}

/** Release 1 is live; release 2 has its traffic, and its stack is under way. */
export async function shifted(): Promise<World> {
  const here = await world();
  await release(here, 'op_1', digestTag.one);
  await begin(here, 'op_2', { kind: 'release', request: { image: digestTag.two } });
  await resolve({ operationId: 'op_2' }, here.ports);
  await place({ operationId: 'op_2' }, here.ports);
  await startTasks(here, 2);
  await shift({ operationId: 'op_2', step: 0 }, here.ports);
  return here;
}

/** Release 1 is placed, with a one-off task that stands so. */
export async function migrating(migration: World['migration']): Promise<World> {
  const here = await world({ migrate: { command: ['node', 'migrate.js'] } });
  await begin(here, 'op_1', { kind: 'release', request: { image: digestTag.one } });
  await resolve({ operationId: 'op_1' }, here.ports);
  await place({ operationId: 'op_1' }, here.ports);
  await start(here, 'op_1', 1);
  here.services.set('hello-1', { ...here.services.get('hello-1')!, taskDefinition: 'arn:definition' });
  here.migration = migration;
  return here;
}

export function taskEvent(service: string) {
  const clusterArn = 'arn:aws:ecs:eu-west-1:111122223333:cluster/plinth-dev';
  return { resources: [], detail: { clusterArn, group: `service:${service}` } };
}
