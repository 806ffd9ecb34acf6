import { beforeEach, expect, test } from 'vitest';
import type { ApiRequest, ApiResponse } from '../../../src/core/api/exchange.ts';
import { freezeApplication, unfreezeApplication } from '../../../src/core/api/freeze-application.ts';
import { retireStandbys } from '../../../src/core/release/retire-standbys.ts';
import { application, type World, world } from '../release/fake-world.ts';
import { two } from '../release/scenes.ts';

const digest = `sha256:${'1'.repeat(64)}`;

let here: World;

beforeEach(async () => {
  here = await world({ images: { tags: 'main-*' } });
  here.tags['main-1'] = { digest, pushedAt: here.ports.time.now() };
  const at = here.ports.time.now().toISOString();
  const tagging = { repository: 'hello', tag: 'main-1', digest, at, by: 'events.amazonaws.com' };
  await here.ports.state.putWanted({ scope: application, ...tagging, attempts: 0 });
});

const asked = (body: unknown, name = 'hello', principal = 'ana'): ApiRequest => ({
  caller: { principal, sourceIp: '' },
  grants: [],
  path: { environment: 'dev', application: name },
  query: {},
  idempotencyKey: undefined,
  ifMatch: undefined,
  body,
});

const shown = (answer: ApiResponse) => answer.body as Record<string, Record<string, unknown>>;

test('an application that is frozen says since when, by whom and why, and the same again changes nothing', async () => {
  const since = here.ports.time.now().toISOString();
  const first = shown(await freezeApplication(asked({ reason: 'incident 7' }), here.ports));
  expect(first.automation).toEqual({ frozen: true, by: 'ana', since, reason: 'incident 7' });
  expect(first.wanted).toMatchObject({ image: 'hello:main-1', digest, live: false, attempts: 0 });
  here.ports.time.advance(60);
  const again = shown(await freezeApplication(asked({ reason: 'incident 8' }, 'hello', 'bob'), here.ports));
  expect(again.automation).toEqual(first.automation);
});

test('one that is unfrozen starts what is wanted, once', async () => {
  await freezeApplication(asked({ reason: 'incident 7' }), here.ports);
  const over = shown(await unfreezeApplication(asked({ reason: 'it is over' }), here.ports));
  expect(over.automation).toMatchObject({ frozen: false, reason: 'it is over' });
  expect(over.wanted).toMatchObject({ attempts: 1 });
  await unfreezeApplication(asked({ reason: 'again' }), here.ports);
  const { items } = await here.ports.state.listOperations(undefined);
  expect(items).toMatchObject([{ trigger: 'image-pushed', request: { image: `hello@${digest}` } }]);
});

test('no lock refuses it', async () => {
  const holder = { operationId: 'op_9', fence: 1, by: 'ann', since: here.ports.time.now().toISOString() };
  await here.ports.state.updateScopeState('environments/dev', (now) => {
    return { ...now!, lock: { exclusive: holder, holders: {}, fence: 1 } };
  });
  expect((await freezeApplication(asked({ reason: 'incident 7' }), here.ports)).status).toBe(200);
});

test.each([{}, { reason: '' }, { reason: 7 }, { reason: 'why', until: 'tomorrow' }])(
  '%j is not a reason',
  async (body) => {
    await expect(freezeApplication(asked(body), here.ports)).rejects.toMatchObject({ code: 'InvalidRequest' });
    expect(await here.ports.state.readAutomation(application)).toBeUndefined();
  },
);

test('an application that does not exist cannot be frozen', async () => {
  const request = asked({ reason: 'incident 7' }, 'other');
  await expect(freezeApplication(request, here.ports)).rejects.toMatchObject({ code: 'NotFound' });
});

test('the standby of a frozen application stays warm', async () => {
  const { ports } = await two();
  ports.time.advance(7200);
  const decide = (frozen: boolean) =>
    ports.state.putAutomation({
      scope: application,
      frozen,
      by: 'ana',
      since: '2026-11-20T12:00:00.000Z',
      reason: 'why',
    });
  await decide(true);
  expect(await retireStandbys(ports)).toEqual([]);
  await decide(false);
  expect(await retireStandbys(ports)).toEqual([application]);
});
