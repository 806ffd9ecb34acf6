import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from '../harness.ts';
import { checkInvariants } from '../invariants.ts';
import { inventory } from '../inventory.ts';
import { ingressOf } from './ingress-of.ts';
import { provideSystem, readSystem, releaseInto, retireSystem } from './system.ts';

const system = readSystem('multi-env');
const APP = 'environments/dev/applications/app';
const WORKER = 'environments/dev/applications/worker';
let stage: Stage;
let before: readonly string[];

beforeAll(async () => {
  stage = await openStage();
  await stage.drive(async () => {
    before = await inventory(stage);
    await provideSystem(stage, system);
  });
}, 180_000);
afterAll(() => stage.stop());

test('every store admits its clients on its one port', () =>
  stage.drive(async () => {
    const stores = { postgres: 5432, redis: 6379, memcached: 11211, search: 443 };
    for (const [store, port] of Object.entries(stores)) {
      expect(await ingressOf(stage, `plinth--dev--${store}`)).toEqual([{ from: port, to: port, sources: ['group'] }]);
    }
  }));

test('nobody comes in to the hosts of the operators: sessions go out by the agent', () =>
  stage.drive(async () => {
    for (const host of ['bastion', 'devops']) {
      expect(await ingressOf(stage, `plinth--dev--${host}`)).toEqual([]);
    }
  }));

test('the app goes live by its host, and the worker without a load balancer', () =>
  stage.drive(async () => {
    await releaseInto(stage, APP);
    await releaseInto(stage, WORKER);
    expect((await stage.send('GET', `/${APP}`)).body.live).toMatchObject({ release: 1 });
    expect((await stage.send('GET', `/${WORKER}`)).body.live).toMatchObject({ release: 1 });
    expect(await ingressOf(stage, 'plinth--dev--worker--worker')).toEqual([]);
    await checkInvariants(stage);
  }));

test(
  'deleted back to the data, and built again on it',
  () =>
    stage.drive(async () => {
      const inner = system.scopes.filter(({ scope }) => scope.startsWith('environments/'));
      for (const { scope } of inner.toReversed()) await stage.succeed('DELETE', `/${scope}`);
      const kept = (await inventory(stage)).filter((name) => /plinth--dev--(postgres|redis|search)$/.test(name));
      expect(kept).toHaveLength(3);
      await provideSystem(stage, { scopes: inner });
      expect((await inventory(stage)).filter((name) => kept.includes(name))).toEqual(kept);
      await checkInvariants(stage);
    }),
  180_000,
);

test(
  'everything goes, with the data in it',
  () =>
    stage.drive(async () => {
      await retireSystem(stage, system);
      expect(await inventory(stage)).toEqual(before);
    }),
  120_000,
);
