import { describe, expect, test } from 'vitest';
import type { Live, Release } from '../../../src/core/entities.ts';
import { acceptOperation } from '../../../src/core/operation/accept-operation.ts';
import { decideReturn, returnTarget } from '../../../src/core/release/decide-return.ts';
import type { ReleaseHealth } from '../../../src/core/release/health.ts';
import { runRelease } from './fake-world.ts';
import { live, two } from './scenes.ts';

const scope = 'environments/dev/applications/hello';
const before = { slot: 'one', weights: { one: 100, two: 0 }, since: '2026-11-20T12:00:00.000Z' } as const;
const third: Live = { ...before, release: 3, previousRelease: 2 };
const first: Live = { ...before, release: 1 };
const past = (number: number, status: Release['status'], rolledBackFrom = false) => {
  return { number, status, digest: `sha256:${number}`, rolledBackFrom };
};
const releases = [past(3, 'live'), past(2, 'standby'), past(1, 'retired')];

describe('the release that goes live', () => {
  test.each([
    ['of a roll back is the one that was live before', 'rollback', {}, 2],
    ['of a roll back of the live release too', 'rollback', { release: 3 }, 2],
    ['of a roll back of another release is that one', 'rollback', { release: 1 }, 1],
    ['of a toggle is the one that it names', 'toggle', { release: 1 }, 1],
    ['of a toggle may be live already', 'toggle', { release: 3 }, 3],
  ] as const)('%s', (_, kind, request, number) => {
    expect(returnTarget({ scope, kind, request, live: third, releases })).toBe(number);
  });

  test.each([
    [
      'goes past a release that was rolled back from',
      {},
      [past(3, 'live'), past(2, 'standby', true), past(1, 'retired')],
      1,
    ],
    ['goes past a release that was never live', {}, [past(3, 'live'), past(2, 'failed'), past(1, 'retired')], 1],
  ] as const)('%s', (_, request, found, number) => {
    expect(returnTarget({ scope, kind: 'rollback', request, live: third, releases: found })).toBe(number);
  });

  test('is the newest earlier one with another digest, when the one that was live before is not known any more', () => {
    const same = { ...past(3, 'retired'), digest: 'sha256:4' };
    const found = [past(5, 'retired'), past(4, 'live'), same, past(2, 'retired'), past(1, 'retired')];
    const now = { ...third, release: 4, previousRelease: 9 };
    expect(returnTarget({ scope, kind: 'rollback', request: {}, live: now, releases: found })).toBe(2);
  });

  test('is the named one while the caller saw what is live', () => {
    expect(returnTarget({ scope, kind: 'rollback', request: { release: 1, ifLive: 3 }, live: third, releases })).toBe(
      1,
    );
  });

  test.each(['rollback', 'toggle'] as const)('of a %s does not exist before the first release', (kind) => {
    const target = (request: object) => () => returnTarget({ scope, kind, request, live: undefined, releases: [] });
    expect(target({})).toThrow(`${scope} has no previous live release`);
    expect(target({ ifLive: 1 })).toThrow('no release is live, not release 1; read the application again');
  });

  test.each([
    [past(2, 'standby', true), 'release 2 of environments/dev/applications/hello was rolled back from'],
    [past(2, 'failed'), 'release 2 of environments/dev/applications/hello was never live'],
  ])('is never, by its number, %j', (release, problem) => {
    const request = { release: 2 };
    const target = () => returnTarget({ scope, kind: 'rollback', request, live: third, releases: [release] });
    expect(target).toThrow(problem);
  });

  test('is the live one itself, when no other was live and it does not run', () => {
    const alone = { scope, request: {}, live: first, releases: [past(1, 'live')], needsAttention: true } as const;
    expect(returnTarget({ ...alone, kind: 'rollback' })).toBe(1);
  });

  test('is none when another release is live than the caller saw', () => {
    const request = { ifLive: 2 };
    const target = () => returnTarget({ scope, kind: 'rollback', request, live: third, releases });
    expect(target).toThrow('release 3 is live, not release 2; read the application again');
  });

  test.each([[{}], [{ release: 1 }]])('does not exist when the first release is live (%j)', (request) => {
    const target = () => returnTarget({ scope, kind: 'rollback', request, live: first, releases });
    expect(target).toThrow(`${scope} has no previous live release`);
  });
});

describe('a release that comes back', () => {
  const healthy: ReleaseHealth = { kind: 'healthy' };
  const starting: ReleaseHealth = { kind: 'starting', wakeBy: 'event', reason: '0 of 1 tasks are running' };

  type Asked = { readonly kind: 'rollback' | 'toggle'; readonly health: ReleaseHealth | undefined };

  test.each<[string, Release['status'], Asked, object]>([
    ['takes traffic at once while it is warm', 'standby', { kind: 'rollback', health: healthy }, { kind: 'shift' }],
    ['takes traffic at once by a toggle too', 'standby', { kind: 'toggle', health: healthy }, { kind: 'shift' }],
    ['is placed again while its tasks start', 'standby', { kind: 'rollback', health: starting }, { kind: 'place' }],
    ['is placed again without a stack', 'retired', { kind: 'rollback', health: undefined }, { kind: 'place' }],
    [
      'is refused by a toggle while its tasks start',
      'standby',
      { kind: 'toggle', health: starting },
      { kind: 'refuse', code: 'ReleaseFailed', reason: 'release 1 cannot receive traffic: 0 of 1 tasks are running' },
    ],
    [
      'is refused by a toggle without a stack',
      'retired',
      { kind: 'toggle', health: undefined },
      { kind: 'refuse', code: 'ReleaseFailed', reason: 'release 1 cannot receive traffic: its status is retired' },
    ],
  ])('%s', (_, status, asked, decision) => {
    expect(decideReturn({ number: 1, status }, asked)).toEqual(decision);
  });
});

describe('a roll back in the words of its caller', () => {
  const request = {
    kind: 'rollback',
    scope: { layer: 'application', environment: 'dev', application: 'hello' },
    request: {},
    principal: 'ann',
    trigger: 'api',
    idempotencyKey: 'key-1',
  } as const;

  test('is the same operation when it is repeated after it has moved traffic', async () => {
    const here = await two();
    const { id } = await acceptOperation(request, here.ports);
    await runRelease(here, id);
    expect(await live(here)).toMatchObject({ release: 1, previousRelease: 2 });
    expect((await acceptOperation(request, here.ports)).id).toBe(id);
    expect(await live(here)).toMatchObject({ release: 1 });
  });

  test('is refused before it is accepted when nothing was live before', async () => {
    const here = await two();
    const scopeState = await here.ports.state.readScopeState(scope);
    const { previousRelease: _, ...onlyLive } = scopeState!.live!;
    await here.ports.state.updateScopeState(scope, () => ({ ...scopeState!, live: onlyLive }));
    await expect(acceptOperation(request, here.ports)).rejects.toMatchObject({ name: 'NothingToRollBack' });
    expect(await here.ports.state.listOpenOperations()).toEqual([]);
  });

  test('that two callers send does not put the bad release live again', async () => {
    const here = await two();
    const ask = (idempotencyKey: string) => acceptOperation({ ...request, idempotencyKey }, here.ports);
    await runRelease(here, (await ask('ann')).id);
    expect(await live(here)).toMatchObject({ release: 1, previousRelease: 2 });
    await expect(ask('bob')).rejects.toMatchObject({ code: 'NothingToRollBack' });
    expect(await live(here)).toMatchObject({ release: 1 });
  });

  test('to a digest that the registry no longer has fails before anything leaves the slot', async () => {
    const here = await two();
    const digest = `sha256:${'a'.repeat(64)}`;
    const imageUri = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/hello@${digest}`;
    await here.ports.state.updateRelease(scope, 1, (now) => ({ ...now, digest, imageUri, status: 'retired' }));
    const { id } = await acceptOperation(request, here.ports);
    expect(await runRelease(here, id)).toBe('failed');
    expect(await here.ports.state.readOperation(id)).toMatchObject({
      error: { code: 'ImageNotFound', message: `repository \`hello\` no longer has ${digest} of release 1` },
    });
    expect(here.services.has('hello-1')).toBe(true);
  });
});
