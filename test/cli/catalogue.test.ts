import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { createClient } from '../../src/cli/client.ts';
import { catalogue } from '../../src/cli/commands/catalogue.ts';
import { planLines } from '../../src/cli/commands/plan.ts';
import type { Session } from '../../src/cli/session.ts';

/** What a command prints of an answer of the API. */
async function printed(body: object, command: (session: Session) => Promise<void>): Promise<readonly string[]> {
  const lines: string[] = [];
  const terminal = { data: (text: string) => lines.push(...text.split('\n')), say() {}, draw() {}, settle() {} };
  const fetch = (async () => new Response(JSON.stringify(body))) as unknown as typeof globalThis.fetch;
  const client = createClient({ api: 'http://localhost', fetch, sleep: async () => {} });
  await command({ client, terminal: terminal as Session['terminal'], json: false, detach: false });
  return lines.map(stripVTControlCharacters);
}

const egress = {
  name: 'egress',
  layer: 'environment',
  summary: 'A way out.',
  monthlyCost: { dollars: 36.5, unknown: ['Endpoints'] },
};

test('the catalogue shows layer, component, what it costs when idle, and its summary', async () => {
  const network = {
    name: 'network',
    layer: 'environment',
    summary: 'A VPC.',
    monthlyCost: { dollars: 0, unknown: [] },
  };
  expect(await printed({ items: [network, egress] }, (session) => catalogue(session, undefined))).toEqual([
    'environment  network             $0.00   A VPC.',
    'environment  egress             $36.50+  A way out.',
  ]);
});

test('a component shows its parameters, outputs, gifts, alarms and costs', async () => {
  const component = {
    ...egress,
    parameters: { properties: { Kind: { description: 'How.', default: 'none' }, Zones: { description: 'Where.' } } },
    outputs: { TaskSubnets: 'The subnets.' },
    gives: { SecurityGroup: 'Group', Variables: { HOST: 'Host' }, Secrets: { PASSWORD: 'Arn.password' } },
    costs: ['NAT gateway: $36.50, where Kind is gateway'],
    alarms: ['Alarm on the NAT instance'],
  };
  expect(await printed(component, (session) => catalogue(session, 'egress'))).toEqual([
    'egress (environment)  A way out.',
    '',
    'Parameters',
    '  Kind   How. [none]',
    '  Zones  Where.',
    '',
    'Outputs',
    '  TaskSubnets  The subnets.',
    '',
    'Gives an application that uses it',
    '  HOST            variable, from Host',
    '  PASSWORD        secret, from Arn.password',
    '  security group  Group',
    '',
    'Alarms',
    '  Alarm on the NAT instance',
    '',
    'Costs $36.50+ a month when idle',
    '  NAT gateway  $36.50, where Kind is gateway',
  ]);
});

test('a plan shows what it adds to the bill, and what has no price', () => {
  const counts = { create: 1, update: 0, delete: 0, keep: 0, replacements: 0 };
  const stack = {
    component: 'egress',
    stackName: 'plinth--dev--egress',
    action: 'create' as const,
    monthlyCost: { before: 0, after: 36.5, unknown: ['Endpoints'] },
  };
  const lines = (before: number, after: number) => {
    const summary = { ...counts, monthlyCost: { before, after, adds: after - before } };
    return planLines({ scope: 'environments/dev', plan: { stacks: [stack], summary } }).map(stripVTControlCharacters);
  };
  expect(lines(0, 36.5)).toEqual([
    'environments/dev',
    '  + egress  plinth--dev--egress',
    '  1 create, 0 update, 0 delete, 0 keep, 0 replacements',
    '  adds $36.50 a month ($0.00 before, $36.50 after, when idle)',
    '  without a price: Endpoints',
  ]);
  expect(lines(40, 10.5)).toContain('  saves $29.50 a month ($40.00 before, $10.50 after, when idle)');
});
