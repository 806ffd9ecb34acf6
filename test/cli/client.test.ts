import { expect, test } from 'vitest';
import { createClient } from '../../src/cli/client.ts';
import { approve } from '../../src/cli/commands/release.ts';
import { followAll } from '../../src/cli/follow.ts';

type Told = Response | Error;

const answer = (status: number, body: object, headers = {}) => new Response(JSON.stringify(body), { status, headers });
const lost = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });

/** A client of an API that answers these things one after another, and the last one for ever. */
function clientOf(...told: Told[]) {
  const keys: (string | undefined)[] = [];
  const pauses: number[] = [];
  const fetch = (async (_: unknown, { headers }: RequestInit) => {
    keys.push((headers as Record<string, string>)['idempotency-key']);
    const next = told.length > 1 ? told.shift() : told[0];
    if (next instanceof Error) throw next;
    return next?.clone();
  }) as typeof globalThis.fetch;
  const sleep = async (seconds: number) => void pauses.push(seconds);
  return { client: createClient({ api: 'http://localhost:1', fetch, sleep }), keys, pauses };
}

const silent = { data() {}, say() {}, draw() {}, settle() {} };
const operation = { id: 'op_1', kind: 'provision', scope: 'base', done: true, error: null, steps: [], result: null };

test.each<[string, Told]>([
  ['an answer that is lost', lost('ECONNRESET')],
  ['429', answer(429, { message: 'Too Many Requests' })],
  ['503', answer(503, {})],
])('an operation is followed on after %s', async (_, mishap) => {
  const { client } = clientOf(answer(200, { ...operation, done: false }), mishap, mishap, answer(200, operation));
  expect(await followAll(['op_1'], { client, terminal: silent })).toMatchObject([{ done: true }]);
});

test('a request for change is sent again under the same key', async () => {
  const { client, keys } = clientOf(lost('ECONNRESET'), answer(500, {}), answer(202, operation));
  expect(await client.request('POST', '/base', { body: {} })).toMatchObject({ status: 202 });
  expect(keys).toEqual([expect.any(String), keys[0], keys[0]]);
});

test('tries are few, with growing pauses, or as long as Retry-After says', async () => {
  const { client, pauses, keys } = clientOf(answer(503, {}), answer(429, {}, { 'retry-after': '7' }), answer(503, {}));
  await expect(client.request('GET', '/base')).rejects.toMatchObject({ status: 503 });
  expect([pauses, keys.length]).toEqual([[0.5, 7, 2, 4], 5]);
});

test('who asks for more patience than there is gets none', async () => {
  const { client, pauses } = clientOf(answer(503, { detail: 'later' }, { 'retry-after': '3600' }));
  await expect(client.request('GET', '/base')).rejects.toThrow('later');
  expect(pauses).toEqual([]);
});

test('what the API refuses is not asked again', async () => {
  const { client, keys } = clientOf(answer(409, { code: 'ScopeLocked' }));
  await expect(client.request('PUT', '/base')).rejects.toMatchObject({ code: 'ScopeLocked' });
  expect(keys).toHaveLength(1);
});

test('where nobody has ever answered, that is said at once', async () => {
  const { client, keys } = clientOf(lost('ECONNREFUSED'));
  await expect(client.request('GET', '/base')).rejects.toThrow('no answer from http://localhost:1');
  expect(keys).toHaveLength(1);
});

test('an approval is sent again under the same key, for the same decision is answered as the first was', async () => {
  const { client, keys } = clientOf(lost('ECONNRESET'), answer(202, operation));
  const session = { client, terminal: { ...silent, data() {} }, json: false, detach: true };
  await approve(session, 'dev/hello', { number: '1', approved: true });
  expect(keys).toEqual([expect.any(String), keys[0]]);
});

test('who cannot follow on is told how to later', async () => {
  const { client } = clientOf(answer(200, { ...operation, done: false }), lost('ECONNREFUSED'));
  const failure = followAll(['op_1'], { client, terminal: silent });
  await expect(failure).rejects.toMatchObject({
    exitCode: 1,
    nextSteps: expect.arrayContaining(['plinth watch op_1']),
  });
});
