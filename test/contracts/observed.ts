import { expect, it } from 'vitest';
import type { StateStore } from '../../src/core/ports/index.ts';
import type { RetainedItem } from '../../src/core/retained.ts';

const now = '2026-11-20T12:00:00.000Z';
const target = { account: '111122223333', region: 'eu-west-1' };

/** What the sweep observed, the list of what was retained or orphaned, and drift. */
export function observedContract(make: () => Promise<StateStore>): void {
  const bucket = (physicalId: string): RetainedItem => ({
    kind: 'retained',
    type: 'AWS::S3::Bucket',
    physicalId,
    target,
    scope: 'environments/dev',
    stackName: 'plinth--dev--store',
    operationId: 'op_1',
    since: '2026-11-20T12:00:00.000Z',
    reason: 'not empty',
  });

  it('keeps the first line of each thing, until it is dropped', async () => {
    const store = await make();
    expect(await store.listRetained()).toEqual({ items: [] });
    await store.putRetained(bucket('orders'));
    await store.putRetained({ ...bucket('orders'), since: '2026-11-21T12:00:00.000Z', reason: 'another' });
    await store.putRetained({ ...bucket('orders'), type: 'AWS::S3::BucketPolicy' });
    expect((await store.listRetained()).items).toEqual([
      bucket('orders'),
      { ...bucket('orders'), type: 'AWS::S3::BucketPolicy' },
    ]);
    await store.dropRetained(bucket('orders'));
    await store.dropRetained(bucket('orders'));
    expect((await store.listRetained()).items).toHaveLength(1);
  });

  it('lists them in pages', async () => {
    const store = await make();
    for (const name of ['c', 'a', 'b']) await store.putRetained(bucket(name));
    const first = await store.listRetained({ limit: 2 });
    expect(first.items).toEqual([bucket('a'), bucket('b')]);
    expect(await store.listRetained({ limit: 2, cursor: first.cursor })).toEqual({ items: [bucket('c')] });
  });

  it('keeps the last observation of a scope', async () => {
    const store = await make();
    const observation = { scope: 'environments/dev', at: now, scopes: {}, notified: {}, unread: [] };
    expect(await store.readObservation('environments/dev')).toBeUndefined();
    await store.putObservation({ ...observation, unread: ['rules'] });
    await store.putObservation(observation);
    expect(await store.readObservation('environments/dev')).toEqual(observation);
  });

  it("keeps the last detection of an environment's drift", async () => {
    const store = await make();
    const drift = { scope: 'environments/dev', at: now, operationId: 'op_1', stacks: [] };
    expect(await store.readDrift('environments/dev')).toBeUndefined();
    await store.putDrift({ ...drift, operationId: 'op_0' });
    await store.putDrift(drift);
    expect(await store.readDrift('environments/dev')).toEqual(drift);
  });
}
