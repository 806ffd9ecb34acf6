import { expect, test } from 'vitest';
import { createClient } from '../../src/cli/client.ts';
import { cancel } from '../../src/cli/commands/operations.ts';

async function said(operation: object): Promise<string> {
  const fetch = (async () => new Response(JSON.stringify(operation))) as typeof globalThis.fetch;
  const shown: string[] = [];
  const terminal = { data: (text: string) => shown.push(text), say() {}, draw() {}, settle() {} };
  const client = createClient({ api: 'http://localhost', fetch, sleep: async () => {} });
  await cancel({ client, terminal, json: false, detach: false }, 'op_1');
  return shown.join();
}

test('what runs is being cancelled, and what has ended stays as it ended', async () => {
  expect(await said({ done: false, status: 'running' })).toBe('op_1 is being cancelled');
  expect(await said({ done: true, status: 'succeeded' })).toBe('op_1 has ended: succeeded');
});
