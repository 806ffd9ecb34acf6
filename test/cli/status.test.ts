import { expect, test } from 'vitest';
import { createClient } from '../../src/cli/client.ts';
import { status } from '../../src/cli/commands/status.ts';

/** What `plinth status` prints where the API answers these pages. */
async function shown(pages: Readonly<Record<string, object>>): Promise<string[]> {
  const fetch = (async (url: URL) => {
    const address = `${url.pathname}${url.search}`.replace(/[?&]limit=100/, '').replace(/^\/v1/, '');
    return new Response(JSON.stringify(pages[address] ?? { items: [] }));
  }) as unknown as typeof globalThis.fetch;
  const lines: string[] = [];
  const terminal = { data: (text: string) => lines.push(...text.split('\n')), say() {}, draw() {}, settle() {} };
  const client = createClient({ api: 'http://localhost', fetch, sleep: async () => {} });
  await status({ client, terminal, json: false, detach: false }, undefined);
  return lines;
}

const item = (scope: string) => ({ scope: `environments/${scope}`, status: 'ready' });

test('every page of environments and of their applications is shown', async () => {
  const lines = await shown({
    '/environments': { items: [item('a')], cursor: 'b+' },
    '/environments?cursor=b%2B': { items: [item('b')] },
    '/environments/b/applications': { items: [item('b/applications/one')], cursor: 'two' },
    '/environments/b/applications?cursor=two': { items: [item('b/applications/two')] },
  });
  const scopes = ['a', 'b', 'b/applications/one', 'b/applications/two'];
  expect(lines).toEqual(scopes.map((scope) => `environments/${scope}  ready`));
});

test('an API whose pages never end is not followed for ever', async () => {
  const endless = { items: [item('a')], cursor: 'on' };
  const pages = { '/environments': endless, '/environments?cursor=on': endless };
  await expect(shown(pages)).rejects.toThrow('/environments has more than 100 pages');
});
