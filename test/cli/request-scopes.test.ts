import { expect, test } from 'vitest';
import { createClient } from '../../src/cli/client.ts';
import type { OperationView } from '../../src/cli/operation-view.ts';
import { requestScopes } from '../../src/cli/request-scopes.ts';
import { finishAll, type Session } from '../../src/cli/session.ts';

const SCOPES = [
  { scope: 'base', spec: {} },
  { scope: 'environments/dev', spec: {} },
];

type Ends = Readonly<Record<string, 'succeeded' | 'failed'>>;

/** An API that refuses scopes with a code until `refusals` are used up; each operation ends at its second look. */
function fakeApi(refusals: readonly string[], ends: Ends = {}, kind: OperationView['kind'] = 'provision') {
  const asked: string[] = [];
  const drawn: string[] = [];
  const looks = new Map<string, number>();
  const left = [...refusals];
  const answer = (status: number, body: unknown) => new Response(JSON.stringify(body), { status });
  const send = async (url: unknown, { method = 'GET' }: RequestInit = {}) => {
    const path = new URL(String(url)).pathname.slice('/v1/'.length);
    asked.push(`${method} ${path}${new URL(String(url)).search.replace('?resources=true', '')}`);
    if (method === 'GET') return answer(200, view(decodeURIComponent(path.slice('operations/op-'.length))));
    if (path !== 'base' && left.length > 0) return answer(409, { code: left.shift(), detail: 'not yet' });
    return answer(202, view(path));
  };
  const view = (scope: string): OperationView => {
    const look = (looks.get(scope) ?? -1) + 1;
    looks.set(scope, look);
    const status = look < 2 ? 'running' : (ends[scope] ?? 'succeeded');
    const error =
      status === 'failed' ? { code: 'StackFailed', message: `${scope} broke`, evidence: [], nextSteps: [] } : null;
    const rest = { percent: 0, planOnly: false, createdAt: '2026-11-20T12:00:00.000Z', steps: [], result: null };
    return {
      id: `op-${scope}`,
      kind,
      trigger: 'api',
      requestedBy: 'ana',
      scope,
      status,
      done: look >= 2,
      error,
      ...rest,
    };
  };
  const terminal = {
    data() {},
    say() {},
    draw: (lines: readonly string[]) => drawn.push(lines.join('\n')),
    settle() {},
  };
  const client = createClient({ api: 'http://localhost', fetch: send as typeof fetch, sleep: async () => {} });
  return { session: { client, terminal, json: false, detach: false } satisfies Session, asked, drawn };
}

test('scopes are asked for before any of them is there, and drawn together', async () => {
  const { session, asked, drawn } = fakeApi([]);
  const operations = await requestScopes(session, SCOPES);
  expect(asked).toEqual(['PUT base', 'PUT environments/dev']);
  await finishAll(session, operations);
  expect(drawn[0]).toMatch(/Provision base[\s\S]*Provision environments\/dev/);
});

test.each(['ParentNotReady', 'ScopeLocked'])('after %s it follows what is under way and asks again', async (code) => {
  const { session, asked } = fakeApi([code]);
  const operations = await requestScopes(session, SCOPES);
  expect(asked.filter((entry) => entry === 'PUT environments/dev')).toHaveLength(2);
  expect(operations.map(({ scope }) => scope)).toEqual(['base', 'environments/dev']);
});

test('any other refusal is the end of it, and says whose it was and what goes on all the same', async () => {
  const { session } = fakeApi(['InvalidRequest']);
  await expect(requestScopes(session, SCOPES)).rejects.toMatchObject({
    code: 'InvalidRequest',
    exitCode: 4,
    message: 'environments/dev: not yet (InvalidRequest)',
    nextSteps: [expect.stringMatching(/^plinth watch op-base .*base is in progress$/)],
  });
});

test('stacks whose data may go are named with every scope', async () => {
  const { session, asked } = fakeApi([]);
  await requestScopes(session, SCOPES, ['plinth--dev--mysql', 'plinth--dev--redis']);
  expect(asked.at(-1)).toBe('PUT environments/dev?allow=plinth--dev--mysql%2Cplinth--dev--redis');
});

test('where several fail, the one that others wait for says why', async () => {
  const { session } = fakeApi([], { base: 'failed', 'environments/dev': 'failed' });
  const operations = await requestScopes(session, SCOPES);
  await expect(finishAll(session, operations)).rejects.toThrow('base broke');
});

test.each([
  ['provision', 'environments/dev is up to date'],
  ['retire', 'environments/dev is retired'],
  ['rollback', 'environments/dev is rolled back'],
] as const)('the end of a %s is told in its own words', async (kind, sentence) => {
  const { session } = fakeApi([], {}, kind);
  const said: string[] = [];
  const terminal = { ...session.terminal, say: (text: string) => void said.push(text) };
  const operations = await requestScopes(session, [{ scope: 'environments/dev', spec: {} }]);
  await finishAll({ ...session, terminal }, operations);
  expect(said.join('\n')).toContain(sentence);
});
