import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { createClient } from '../../src/cli/client.ts';
import { catalogue } from '../../src/cli/commands/catalogue.ts';
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
    provides: { SecurityGroup: 'Group', Variables: { HOST: 'Host' }, Secrets: { PASSWORD: 'Arn.password' } },
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
    'Provides to an application that uses it',
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
