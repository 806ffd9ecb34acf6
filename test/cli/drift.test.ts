import { expect, test } from 'vitest';
import { createClient } from '../../src/cli/client.ts';
import { drift } from '../../src/cli/commands/drift.ts';

const operation = { id: 'op_1', kind: 'drift', scope: 'environments/dev', planOnly: false, done: true, percent: 100 };
const ended = { ...operation, status: 'succeeded', createdAt: '2026-11-20T12:00:00.000Z', steps: [], error: null };
const changed = { logicalId: 'Rule', type: 'AWS::ElasticLoadBalancingV2::ListenerRule', status: 'MODIFIED' };
const found = {
  at: '2026-11-20T12:05:00.000Z',
  stacks: [
    {
      stackName: 'plinth--dev--network',
      status: 'UNKNOWN',
      drifted: [],
      unchecked: ['AWS::EC2::VPC vpc-1'],
      problem: 'it is being changed',
    },
    {
      stackName: 'plinth--dev--shop--service',
      status: 'DRIFTED',
      drifted: [
        { ...changed, paths: ['/Priority'], expected: false },
        { ...changed, paths: ['/Actions'], expected: true },
      ],
      unchecked: [],
    },
  ],
};

test('drift is detected, then shown: what differs, what Plinth changed itself, and what could not be checked', async () => {
  const asked: string[] = [];
  const fetch = (async (url: URL, { method = 'GET' }: RequestInit) => {
    asked.push(`${method} ${url.pathname}`);
    return new Response(
      JSON.stringify(method === 'GET' && url.pathname.endsWith('/drift') ? found : { ...ended, result: {} }),
    );
  }) as typeof globalThis.fetch;
  const shown: string[] = [];
  const terminal = { data: (text: string) => shown.push(text), say() {}, draw() {}, settle() {} };
  const client = createClient({ api: 'http://localhost', fetch, sleep: async () => {} });
  await drift({ client, terminal, json: false, detach: false }, 'dev');
  expect([asked[0], asked.at(-1)]).toEqual(['POST /v1/environments/dev/drift', 'GET /v1/environments/dev/drift']);
  expect(shown.join('\n').split('\n').slice(1)).toEqual([
    'plinth--dev--network  UNKNOWN  it is being changed',
    '  not checked: AWS::EC2::VPC vpc-1',
    'plinth--dev--shop--service  DRIFTED',
    '  AWS::ElasticLoadBalancingV2::ListenerRule Rule MODIFIED /Priority',
    '  AWS::ElasticLoadBalancingV2::ListenerRule Rule MODIFIED /Actions (by Plinth itself)',
  ]);
});
