import { expect, it } from 'vitest';
import { newScopeState } from '../../src/core/new-scope-state.ts';
import type { StateStore } from '../../src/core/ports/index.ts';

const now = '2026-11-20T12:00:00.000Z';

/** What an application wants, whether it is frozen, and what the sweep saw. */
export function wantedContract(make: () => Promise<StateStore>): void {
  const scope = 'environments/dev/applications/shop';
  const tagged = (second: number, digest = `sha256:${second}`) => ({
    ...{ scope, repository: 'shop', tag: `main-${second}`, digest, by: 'events.amazonaws.com', attempts: 0 },
    at: `2026-11-20T12:00:0${second}.000Z`,
  });

  it('keeps the latest tagging, in whatever order they come, and although they come at once', async () => {
    const store = await make();
    expect(await store.readWanted(scope)).toBeUndefined();
    expect(await store.putWanted(tagged(2))).toBe(true);
    expect(await store.putWanted(tagged(1))).toBe(false);
    await Promise.all([tagged(3), tagged(5), tagged(4)].map((wanted) => store.putWanted(wanted)));
    expect(await store.readWanted(scope)).toEqual(tagged(5));
    expect(await store.putWanted(tagged(5, 'sha256:another'))).toBe(false);
  });

  it('replaces a tagging of the same time only where it is still the one that was read', async () => {
    const store = await make();
    await store.putWanted(tagged(5));
    const next = { ...tagged(5), attempts: 1, operationId: 'op_1' };
    expect(await store.putWanted(next, tagged(5, 'sha256:another'))).toBe(false);
    expect(await store.putWanted(next, tagged(5))).toBe(true);
    expect(await store.readWanted(scope)).toEqual(next);
    await store.putWanted(tagged(6));
    expect(await store.putWanted(next, next)).toBe(false);
  });

  it('keeps what is wanted, decided and seen beside the spec and the state', async () => {
    const store = await make();
    await store.putWanted(tagged(1));
    const automation = { scope, frozen: true, by: 'ana', since: now, reason: 'incident 7' };
    const seen = { scope, at: now, repository: 'shop', pattern: 'main-*', fingerprints: ['abc'] };
    await store.putAutomation({ ...automation, frozen: false });
    await store.putAutomation(automation);
    await store.putSeenTags({ ...seen, fingerprints: [] });
    await store.putSeenTags(seen);
    await store.updateScopeState(scope, () => newScopeState(scope, now));
    await store.updateSpec(scope, () => ({ scope, spec: {}, updatedBy: 'ana', updatedAt: now, version: 0 }));
    expect(await store.readAutomation(scope)).toEqual(automation);
    expect(await store.readSeenTags(scope)).toEqual(seen);
    expect(await store.readWanted(scope)).toEqual(tagged(1));
  });
}
