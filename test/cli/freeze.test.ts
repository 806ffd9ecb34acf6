import { expect, test } from 'vitest';
import { createClient } from '../../src/cli/client.ts';
import { automate } from '../../src/cli/commands/automation.ts';
import { status } from '../../src/cli/commands/status.ts';
import type { Session } from '../../src/cli/session.ts';

const frozen = { frozen: true, by: 'ana', since: '2026-11-20T12:00:00.000Z', reason: 'incident 7' };

/** What the client sends and prints while the API answers with an application. */
async function said(application: object, run: (session: Session) => Promise<void>): Promise<readonly string[]> {
  const lines: string[] = [];
  const fetch = (async (url: URL | string, init?: RequestInit) => {
    lines.push(`${init?.method ?? 'GET'} ${new URL(url).pathname} ${init?.body ?? ''}`.trim());
    return new Response(JSON.stringify(application));
  }) as typeof globalThis.fetch;
  const terminal = { data: (text: string) => lines.push(...text.split('\n')), say() {}, draw() {}, settle() {} };
  const client = createClient({ api: 'http://localhost', fetch, sleep: async () => {} });
  await run({ client, terminal, json: false, detach: false });
  return lines;
}

test.each(['freeze', 'unfreeze'] as const)('%s sends the reason, and prints what stands', async (verb) => {
  const lines = await said({ automation: frozen }, (session) =>
    automate(session, 'dev/hello', { verb, reason: 'why' }),
  );
  expect(lines).toEqual([
    `POST /v1/environments/dev/applications/hello/${verb} {"reason":"why"}`,
    '  frozen since 2026-11-20T12:00:00.000Z by ana: incident 7',
  ]);
});

test('the status of an application says that it is frozen, and what it wants and does not run', async () => {
  const scope = 'environments/dev/applications/hello';
  const wanted = { image: 'hello:main-2', at: '2026-11-20T12:01:00.000Z', live: false, waitsFor: 'op_1' };
  const shown = (given: object) =>
    said({ scope, status: 'ready', automation: frozen, ...given }, (session) => status(session, 'dev/hello'));
  expect(await shown({ wanted })).toEqual([
    `GET /v1/${scope}`,
    `${scope}  ready`,
    '  frozen since 2026-11-20T12:00:00.000Z by ana: incident 7',
    '  wanted hello:main-2, tagged 2026-11-20T12:01:00.000Z, waits for op_1',
  ]);
  expect(await shown({ wanted: { ...wanted, live: true } })).toHaveLength(3);
});
