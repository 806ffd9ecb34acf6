import { expect, test } from 'vitest';
import { checkInvariants } from '../workflows/invariants.ts';
import { ingressOf } from './ingress-of.ts';
import { change, openSystem, releaseInto, testRetirement } from './system.ts';

const system = openSystem('multi-env');
const APP = 'environments/dev/applications/app';
const WORKER = 'environments/dev/applications/worker';

test('every store admits its clients on its one port', () =>
  system.drive(async (stage) => {
    const stores = { postgres: 5432, redis: 6379, memcached: 11211, search: 443 };
    for (const [store, port] of Object.entries(stores)) {
      expect(await ingressOf(stage, `plinth--dev--${store}`)).toEqual([{ from: port, to: port, sources: ['group'] }]);
    }
  }));

test('the hosts of the operators reach every store, and nobody comes in to them: sessions go out by the agent', () =>
  system.drive(async (stage) => {
    const { outputs } = (await stage.send('GET', '/environments/dev')).body;
    const groups = ['Postgres', 'Redis', 'Memcached', 'Search'].map((store) => `${store}ClientSecurityGroup`);
    const scopeState = await stage.state.readScopeState('environments/dev');
    for (const host of ['bastion', 'devops']) {
      expect(await ingressOf(stage, `plinth--dev--${host}`)).toEqual([]);
      for (const group of groups) expect(scopeState?.stacks[host]?.parameters[group]).toBe(outputs[group]);
    }
  }));

test('the app goes live by its host, and the worker without a load balancer', () =>
  system.drive(async (stage) => {
    await releaseInto(stage, APP);
    await releaseInto(stage, WORKER);
    expect((await stage.send('GET', `/${APP}`)).body.live).toMatchObject({ release: 1 });
    expect((await stage.send('GET', `/${WORKER}`)).body.live).toMatchObject({ release: 1 });
    expect(await ingressOf(stage, 'plinth--dev--worker--worker')).toEqual([]);
    await checkInvariants(stage);
  }));

test('the worker gets a table and more tasks: its queue stays', () =>
  system.drive(async (stage) => {
    const spec = { count: { min: 1, max: 6 }, components: { queue: {}, table: {} } };
    expect(await change(stage, system, { scope: WORKER, spec })).toEqual({ worker: 'update', table: 'create' });
  }));

testRetirement(system, [
  'base--alerts',
  'base--app--repository',
  'base--artifacts',
  'base--buckets',
  'base--build-images',
  'base--cdn-keys',
  'base--certificate',
  'base--keys',
  'base--logs',
  'base--source',
  'base--web--repository',
  'base--worker--repository',
  'base--zone',
  'dev--app--assets',
  'dev--app--bucket',
  'dev--app--database',
  'dev--domain',
  'dev--network',
  'dev--postgres',
  'dev--redis',
  'dev--search',
  'dev--worker--table',
]);
