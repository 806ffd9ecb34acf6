import { describe, expect, it } from 'vitest';
import type { EndedOperation, Operation, ScopeClaim, ScopeState } from '../../src/core/entities.ts';
import { newScopeState } from '../../src/core/new-scope-state.ts';
import type { StateStore } from '../../src/core/ports/index.ts';
import { acceptedOperation, placedRelease, stackRecord } from '../builders.ts';
import { observedContract } from './observed.ts';
import { wantedContract } from './wanted-images.ts';

const now = '2026-11-20T12:00:00.000Z';

/** What every state store must do. `make` answers an empty one. */
export function stateStoreContract(name: string, make: () => Promise<StateStore>): void {
  describe(`${name}: writes`, () => writeContract(make));
  describe(`${name}: scope states and specs`, () => scopeContract(make));
  describe(`${name}: operations`, () => operationContract(make));
  describe(`${name}: operations by scope`, () => scopeListContract(make));
  describe(`${name}: releases`, () => releaseContract(make));
  describe(`${name}: wanted images`, () => wantedContract(make));
  describe(`${name}: what was observed`, () => observedContract(make));
  describe(`${name}: events, tokens and documents`, () => stepContract(make));
}

type Make = () => Promise<StateStore>;

function writeContract(make: Make): void {
  it('has no scope state and no spec until one is written', async () => {
    const store = await make();
    expect(await store.readScopeState('environments/dev')).toBeUndefined();
    expect(await store.readSpec('environments/dev')).toBeUndefined();
  });

  it('raises the version with every write and writes nothing when nothing changes', async () => {
    const store = await make();
    await store.updateScopeState('base', () => newScopeState('base', now));
    const second = await store.updateScopeState('base', (scopeState) => ({
      ...(scopeState as ScopeState),
      status: 'ready',
    }));
    const third = await store.updateScopeState('base', (scopeState) => scopeState as ScopeState);
    expect([second.version, third.version, third.status]).toEqual([2, 2, 'ready']);
  });

  it('changes nothing when the decision throws', async () => {
    const store = await make();
    await store.updateScopeState('base', () => newScopeState('base', now));
    const refuse = () => {
      throw new Error('no');
    };
    await expect(store.updateScopeState('base', refuse)).rejects.toThrow('no');
    expect((await store.readScopeState('base'))?.version).toBe(1);
  });

  it('loses no write of several that come at once', async () => {
    const store = await make();
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    await Promise.all(
      names.map((application) =>
        store.updateScopeState('base', (scopeState = newScopeState('base', now)) => ({
          ...scopeState,
          lost: [...(scopeState.lost ?? []), application],
        })),
      ),
    );
    const scopeState = await store.readScopeState('base');
    expect([...(scopeState?.lost ?? [])].sort()).toEqual(names);
    expect(scopeState?.version).toBe(6);
  });
}

function scopeContract(make: Make): void {
  it('keeps names that every object seems to have', async () => {
    const store = await make();
    const scope = 'environments/constructor';
    await store.updateScopeState(scope, () => ({
      ...newScopeState(scope, now),
      stacks: { constructor: stackRecord({ component: 'constructor' }) },
    }));
    expect(Object.keys((await store.readScopeState(scope))?.stacks ?? {})).toEqual(['constructor']);
  });

  it('refuses a scope state that its schema refuses', async () => {
    const store = await make();
    const wrong = { ...newScopeState('base', now), status: 'sleeping' } as unknown as ScopeState;
    await expect(store.updateScopeState('base', () => wrong)).rejects.toThrow();
    expect(await store.readScopeState('base')).toBeUndefined();
  });

  it('lists the scope states right below a scope, page by page', async () => {
    const store = await make();
    const environments = Array.from({ length: 103 }, (_, n) => `environments/e${String(n).padStart(3, '0')}`);
    const others = ['base', 'environments/e000/applications/shop', 'environments/e000/applications/shop/releases/1'];
    for (const scope of [...environments, ...others])
      await store.updateScopeState(scope, () => newScopeState(scope, now));
    const first = await store.listScopeStates('base');
    const second = await store.listScopeStates('base', { cursor: first.cursor });
    expect([...first.items, ...second.items].map(({ scope }) => scope)).toEqual(environments);
    expect([first.items.length, second.items.length, second.cursor]).toEqual([100, 3, undefined]);
    expect((await store.listScopeStates('environments/e000')).items.map(({ scope }) => scope)).toEqual([others[1]]);
  });

  it('removes a spec, and counts its versions while it is there', async () => {
    const store = await make();
    const spec = { scope: 'base', spec: { tags: { team: 'a' } }, updatedBy: 'ana', updatedAt: now, version: 0 };
    await store.updateSpec('base', () => spec);
    await store.updateSpec('base', (found) => found && { ...found, updatedBy: 'bob' });
    expect(await store.readSpec('base')).toEqual({ ...spec, updatedBy: 'bob', version: 2 });
    await store.updateSpec('base', () => undefined);
    expect(await store.readSpec('base')).toBeUndefined();
  });
}

function operationContract(make: Make): void {
  it('creates an operation once', async () => {
    const store = await make();
    const operation = acceptedOperation({ id: 'op_1' });
    expect(await store.createOperation(operation)).toBe(true);
    expect(await store.createOperation({ ...operation, requestedBy: 'bob' })).toBe(false);
    expect((await store.readOperation('op_1'))?.requestedBy).toBe(operation.requestedBy);
  });

  it('says NotFound when an operation that is not there is to be changed', async () => {
    const store = await make();
    await expect(store.updateOperation('op_1', (found) => found)).rejects.toMatchObject({ code: 'NotFound' });
  });

  it('drops an operation only of the version that was seen', async () => {
    const store = await make();
    await store.createOperation(acceptedOperation({ id: 'op_1' }));
    await store.updateOperation('op_1', (found) => ({ ...found, fence: 7 }));
    expect(await store.dropOperation('op_1', 0)).toBe(false);
    expect(await store.dropOperation('op_1', 1)).toBe(true);
    expect(await store.readOperation('op_1')).toBeUndefined();
  });

  it('lists operations newest first, of a scope with what is in it, ended or not', async () => {
    const store = await make();
    const scopes = ['base', 'environments/dev', 'environments/dev/applications/shop', 'environments/development'];
    for (const [n, scope] of scopes.entries()) {
      await store.createOperation(
        acceptedOperation({ id: `op_${n}`, scope, createdAt: `2026-11-20T12:00:0${n}.000Z` }),
      );
    }
    await store.updateOperation('op_1', (found) => ended(found));
    const ids = async (scope?: string) => (await store.listOperations(scope)).items.map(({ id }) => id);
    expect(await ids()).toEqual(['op_3', 'op_2', 'op_1', 'op_0']);
    expect(await ids('environments/dev')).toEqual(['op_2', 'op_1']);
    expect((await store.listOpenOperations()).map(({ id }) => id).sort()).toEqual(['op_0', 'op_2', 'op_3']);
  });

  it('keeps an operation that has ended among the open ones until its end is finished', async () => {
    const store = await make();
    await store.createOperation(acceptedOperation({ id: 'op_1' }));
    await store.updateOperation('op_1', (found) => ({ ...ended(found), unfinished: { eventId: 'A' } }));
    const ids = async () => [
      (await store.listOpenOperations()).map(({ id, status }) => `${id} ${status}`),
      (await store.listOperations('environments/dev')).items.map(({ id }) => id),
    ];
    expect(await ids()).toEqual([['op_1 succeeded'], ['op_1']]);
    await store.updateOperation('op_1', (found) => ended(found));
    expect(await ids()).toEqual([[], ['op_1']]);
    expect(await store.readOperation('op_1')).not.toHaveProperty('unfinished');
  });

  it('shows each of many operations once, page by page', async () => {
    const store = await make();
    const ids = Array.from({ length: 230 }, (_, n) => `op_${String(n).padStart(3, '0')}`);
    await Promise.all(ids.map((id) => store.createOperation(acceptedOperation({ id }))));
    await Promise.all(ids.slice(0, 115).map((id) => store.updateOperation(id, ended)));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await store.listOperations(undefined, { cursor });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual([...ids].reverse());
  });
}

function scopeListContract(make: Make): void {
  it('finds the operations of a scope, of a scope in it, and of the base, among newer ones of other scopes', async () => {
    const store = await make();
    const scopes = ['base', 'environments/quiet', 'environments/quiet/applications/shop'];
    for (const [n, scope] of scopes.entries()) await store.createOperation(acceptedOperation({ id: `op_${n}`, scope }));
    for (const n of [1, 2, 3]) {
      const scope = `environments/busy/applications/a${n}`;
      await store.createOperation(
        acceptedOperation({ id: `op_other_${n}`, scope, createdAt: '2026-11-21T12:00:00.000Z' }),
      );
    }
    const page = async (scope: string) => {
      const { items, cursor } = await store.listOperations(scope, { limit: 2 });
      return [items.map(({ id }) => id), cursor];
    };
    expect(await page('base')).toEqual([['op_0'], undefined]);
    expect(await page('environments/quiet')).toEqual([['op_2', 'op_1'], undefined]);
    expect(await page('environments/quiet/applications/shop')).toEqual([['op_2'], undefined]);
    expect(await page('environments/busy/applications/a2')).toEqual([['op_other_2'], undefined]);
  });

  it('lists the operations of a scope page by page, ended or not, without those that were dropped', async () => {
    const store = await make();
    const ids = Array.from({ length: 7 }, (_, n) => `op_${n}`);
    for (const id of ids) await store.createOperation(acceptedOperation({ id }));
    await store.updateOperation('op_5', ended);
    await store.dropOperation('op_3', 0);
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await store.listOperations('environments/dev', { cursor, limit: 3 });
      pages.push(page.items.map(({ id }) => id));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(pages).toEqual([
      ['op_6', 'op_5', 'op_4'],
      ['op_2', 'op_1', 'op_0'],
    ]);
  });

  it('refuses a cursor that no page had', async () => {
    const store = await make();
    for (const cursor of ['x', 'b3BfMQ', '2026']) {
      const words = `"${cursor}" is not a valid cursor; use the one returned with the previous page`;
      await expect(store.listOperations('environments/dev', { cursor })).rejects.toThrow(words);
      await expect(store.listOperations(undefined, { cursor })).rejects.toMatchObject({ code: 'InvalidRequest' });
    }
  });
}

function ended(operation: Operation): EndedOperation {
  const { id, kind, scope, planOnly, request, requestedBy, trigger, requestHash, createdAt, fence, steps, version } =
    operation;
  const common = {
    id,
    kind,
    scope,
    planOnly,
    request,
    requestedBy,
    trigger,
    requestHash,
    createdAt,
    fence,
    steps,
    version,
  };
  return { ...common, status: 'succeeded', endedAt: now, result: {} };
}

function releaseContract(make: Make): void {
  const scope = 'environments/dev/applications/shop';

  it('creates a release once, changes it, and lists the newest first', async () => {
    const store = await make();
    for (const number of [1, 2, 10]) expect(await store.createRelease(placedRelease({ scope, number }))).toBe(true);
    expect(await store.createRelease(placedRelease({ scope, number: 2 }))).toBe(false);
    await store.updateRelease(scope, 2, (release) => ({ ...release, status: 'live' }));
    expect((await store.readRelease(scope, 2))?.status).toBe('live');
    expect((await store.listReleases(scope)).items.map(({ number }) => number)).toEqual([10, 2, 1]);
  });

  it('lists as many releases as a page may have', async () => {
    const store = await make();
    for (const number of [1, 2, 3]) await store.createRelease(placedRelease({ scope, number }));
    const first = await store.listReleases(scope, { limit: 2 });
    const second = await store.listReleases(scope, { limit: 2, cursor: first.cursor });
    const numbers = [first, second].map(({ items }) => items.map(({ number }) => number));
    expect(numbers).toEqual([[3, 2], [1]]);
    expect(second.cursor).toBeUndefined();
  });

  it('says NotFound when a release that is not there is to be changed', async () => {
    const store = await make();
    await expect(store.updateRelease(scope, 1, (release) => release)).rejects.toMatchObject({ code: 'NotFound' });
  });
}

function stepContract(make: Make): void {
  it('lists events oldest first, and only those after one', async () => {
    const store = await make();
    for (const id of ['C', 'A', 'B']) {
      await store.appendEvent({ id, operationId: 'op_1', time: now, level: 'info', message: id });
    }
    await store.appendEvent({ id: 'Z', operationId: 'op_2', time: now, level: 'info', message: 'of another' });
    const ids = async (cursor?: string) => (await store.listEvents('op_1', { cursor })).items.map(({ id }) => id);
    expect(await ids()).toEqual(['A', 'B', 'C']);
    expect(await ids('A')).toEqual(['B', 'C']);
  });

  it('gives a token to one of two takers', async () => {
    const store = await make();
    const token = { key: 'stack/s1', operationId: 'op_1', taskToken: 'secret', createdAt: now };
    await store.putToken(token);
    expect(await store.readToken('stack/s1')).toEqual(token);
    const taken = await Promise.all([store.takeToken('stack/s1'), store.takeToken('stack/s1')]);
    expect(taken.filter((found) => found !== undefined)).toEqual([token]);
  });

  it('deletes the tokens of an operation that has ended, and no others', async () => {
    const store = await make();
    const put = (key: string, operationId: string) =>
      store.putToken({ key, operationId, taskToken: key, createdAt: now });
    await Promise.all([put('healthy/op_1', 'op_1'), put('stack/a', 'op_1'), put('stack/b', 'op_2')]);
    await store.dropTokens('op_1');
    const left = await Promise.all(['healthy/op_1', 'stack/a', 'stack/b'].map((key) => store.readToken(key)));
    expect(left.map((token) => token?.key)).toEqual([undefined, undefined, 'stack/b']);
    await store.dropTokens('op_1');
  });

  it('gives a claim to one of several callers, until it ends', async () => {
    const store = await make();
    const claim = (at: number) => {
      const time = (second: number) => new Date(Date.parse(now) + second * 1000).toISOString();
      return store.claim('look/plinth--dev--network', { at: time(at), until: time(at + 5) });
    };
    expect((await Promise.all([claim(0), claim(0), claim(0)])).filter(Boolean)).toHaveLength(1);
    expect(await claim(4)).toBe(false);
    expect(await store.claim('look/other', { at: now, until: now })).toBe(true);
    expect((await Promise.all([claim(5), claim(5)])).sort()).toEqual([false, true]);
  });

  it('gives a key to one of many scopes, to the same one again, and to another once it was given back', async () => {
    const store = await make();
    const claim = (scope: string): ScopeClaim => {
      const common = { parent: 'base', kind: 'range', key: 'range/1/eu/10.1.0.0/16', value: '10.1.0.0/16' } as const;
      return { ...common, scope, operationId: 'op_1', standing: false };
    };
    const names = Array.from({ length: 10 }, (_, n) => `environments/env${n}`);
    const taken = await Promise.all(names.map((name) => store.putClaim(claim(name))));
    expect(taken.filter(Boolean)).toHaveLength(1);
    const winner = names[taken.indexOf(true)]!;
    const loser = names.find((name) => name !== winner)!;
    await store.dropClaim(claim(loser));
    expect(await store.putClaim({ ...claim(winner), standing: true })).toBe(true);
    expect(await store.listClaims('base')).toEqual([{ ...claim(winner), standing: true }]);
    await store.dropClaim(claim(winner));
    expect(await store.putClaim(claim(loser))).toBe(true);
  });

  it('gives two hundred environments something of their own at once, and lists all of it', async () => {
    const store = await make();
    const claims = Array.from({ length: 200 }, (_, n): ScopeClaim => {
      const value = `10.${n + 1}.0.0/16`;
      const scope = `environments/env${n}`;
      const common = { parent: 'base', kind: 'range', key: `range/1/eu/${value}`, value } as const;
      return { ...common, scope, operationId: `op_${n}`, standing: false };
    });
    expect(await Promise.all(claims.map((claim) => store.putClaim(claim)))).not.toContain(false);
    expect(await store.listClaims('base')).toHaveLength(200);
    expect(await store.listClaims('environments/env1')).toEqual([]);
  });

  it('lists who waits for an operation, each once', async () => {
    const store = await make();
    const waiter = {
      operationId: 'op_2',
      stackKey: 'load-balancer',
      awaited: { operationId: 'op_1', component: 'logs' },
    };
    await store.putWaiter(waiter);
    await store.putWaiter(waiter);
    await store.putWaiter({ ...waiter, awaited: { operationId: 'op_3', component: 'network' } });
    expect(await store.listWaiters('op_1')).toEqual({ items: [waiter] });
    expect(await store.listWaiters('op_2')).toEqual({ items: [] });
  });

  it('keeps documents of any shape, the last one written', async () => {
    const store = await make();
    await store.putDocument('op_1', 'plan', { stacks: [] });
    await store.putDocument('op_1', 'plan', { stacks: [{ '': null, 'a.b': [1.5, true, ''] }] });
    expect(await store.readDocument('op_1', 'plan')).toEqual({ stacks: [{ '': null, 'a.b': [1.5, true, ''] }] });
    expect(await store.readDocument('op_1', 'other')).toBeUndefined();
  });

  it('lists the documents of one operation whose keys begin alike', async () => {
    const store = await make();
    await store.putDocument('op_1', 'outcome/network', { status: 'succeeded' });
    await store.putDocument('op_1', 'outcome/cluster', { status: 'failed' });
    await store.putDocument('op_1', 'outcomes', {});
    await store.putDocument('op_2', 'outcome/network', {});
    const outcomes = await store.listDocuments('op_1', 'outcome/');
    expect(Object.fromEntries(outcomes)).toEqual({ network: { status: 'succeeded' }, cluster: { status: 'failed' } });
    expect(await store.listDocuments('op_3', 'outcome/')).toEqual(new Map());
  });
}
