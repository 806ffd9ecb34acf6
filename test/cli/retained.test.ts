import { expect, test } from 'vitest';
import { createClient } from '../../src/cli/client.ts';
import { retained } from '../../src/cli/commands/retained.ts';

async function said(...pages: object[]): Promise<readonly string[]> {
  const fetch = (async () => new Response(JSON.stringify(pages.shift()))) as typeof globalThis.fetch;
  const shown: string[] = [];
  const terminal = { data: (text: string) => shown.push(text), say() {}, draw() {}, settle() {} };
  const client = createClient({ api: 'http://localhost', fetch, sleep: async () => {} });
  await retained({ client, terminal, json: false, detach: false });
  return shown.join('\n').split('\n');
}

const group = {
  kind: 'retained',
  type: 'AWS::EC2::SecurityGroup',
  id: 'sg-1',
  scope: 'environments/dev',
  since: '2026-11-20T12:00:00.000Z',
  reason: 'it could not be deleted: in use',
  remove: ['aws ec2 delete-security-group --group-id sg-1 --region eu-west-1'],
};

test('what was left is told with why, and with what deletes it, from all pages', async () => {
  expect(await said({ items: [group], cursor: 'next' }, { items: [{ ...group, id: 'sg-2' }] })).toEqual([
    'AWS::EC2::SecurityGroup sg-1',
    '  retained since 2026-11-20T12:00:00.000Z, of environments/dev: it could not be deleted: in use',
    '  aws ec2 delete-security-group --group-id sg-1 --region eu-west-1',
    'AWS::EC2::SecurityGroup sg-2',
    ...['  retained since 2026-11-20T12:00:00.000Z, of environments/dev: it could not be deleted: in use'],
    '  aws ec2 delete-security-group --group-id sg-1 --region eu-west-1',
  ]);
  expect(await said({ items: [] })).toEqual(['nothing was retained or orphaned']);
});
