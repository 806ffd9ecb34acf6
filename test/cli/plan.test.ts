import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { createClient } from '../../src/cli/client.ts';
import { plan, planLines } from '../../src/cli/commands/plan.ts';

test('a plan shows what it adds to the bill, and what has no price', () => {
  const counts = { create: 1, update: 0, unchanged: 0, undecided: 0, delete: 0, keep: 0, replacements: 0 };
  const stack = {
    stackKey: 'egress',
    stackName: 'plinth--dev--egress',
    action: 'create' as const,
    data: false,
    requires: [],
    monthlyCost: { before: 0, after: 36.5, unknown: ['Endpoints'] },
  };
  const lines = (before: number, after: number, action: 'create' | 'keep' = 'create') => {
    const summary = { ...counts, monthlyCost: { before, after, adds: after - before, unknown: [] } };
    const stacks = [{ ...stack, action }];
    return planLines({ scope: 'environments/dev', plan: { stacks, summary } }).map(stripVTControlCharacters);
  };
  expect(lines(0, 36.5)).toEqual([
    'environments/dev',
    '  + egress  plinth--dev--egress',
    '  1 create, 0 update, 0 delete, 0 keep, 0 replacements',
    '  adds at least $36.50 a month ($0.00 before, $36.50 after, when idle)',
    '  no known price: Endpoints',
  ]);
  expect(lines(40, 10.5)).toContain('  saves about $29.50 a month ($40.00 before, $10.50 after, when idle)');
  expect(lines(40, 10.5, 'keep')).toContain('  saves $29.50 a month ($40.00 before, $10.50 after, when idle)');
});

test('a plan names the data that would be lost, and how to allow that', () => {
  const summary = {
    create: 0,
    update: 1,
    unchanged: 0,
    undecided: 0,
    delete: 0,
    keep: 0,
    replacements: 1,
    monthlyCost: { before: 1, after: 1, adds: 0, unknown: [] },
  };
  const stack = {
    stackKey: 'mysql',
    stackName: 'plinth--dev--mysql',
    action: 'update' as const,
    data: true,
    requires: [],
    harmful: ['replace AWS::RDS::DBInstance `orders`'],
  };
  const lines = planLines({ scope: 'environments/dev', plan: { stacks: [stack], summary } });
  expect(lines.map(stripVTControlCharacters)).toContain(
    '      would replace AWS::RDS::DBInstance `orders`: refused without --allow plinth--dev--mysql',
  );
});

test('a plan says of each update whether it changes a resource, as far as that is known', () => {
  const summary = {
    ...{ create: 1, update: 1, unchanged: 1, undecided: 1, delete: 0, keep: 0, replacements: 0 },
    monthlyCost: { before: 1, after: 1, adds: 0, unknown: [] },
  };
  const stack = (stackKey: string, more: object = {}) => {
    const common = { action: 'update' as const, data: false, requires: [] };
    return { stackKey, stackName: `plinth--dev--${stackKey}`, ...common, ...more };
  };
  const grown = { action: 'Add', logicalId: 'RouteThree', type: 'AWS::EC2::Route', replacement: 'False' };
  const stacks = [
    stack('alerts', { changes: [] }),
    stack('egress', { changes: [grown], unknown: ['PrivateSubnets'], follows: ['network'] }),
    stack('bastion', { changes: [], unknown: ['VpcId'], follows: ['network'] }),
    stack('files', { action: 'create', unknown: ['VpcId'], follows: ['network'] }),
  ];
  const lines = planLines({ scope: 'environments/dev', plan: { stacks, summary } }).map(stripVTControlCharacters);
  expect(lines.slice(1, -1)).toEqual([
    '  ~ alerts  plinth--dev--alerts',
    '      unchanged: no resource changes',
    '  ~ egress  plinth--dev--egress',
    '      Add RouteThree AWS::EC2::Route',
    '      known after network changed: PrivateSubnets',
    '  ~ bastion  plinth--dev--bastion',
    '      known after network changed: VpcId',
    '  + files  plinth--dev--files',
    '      known after other stacks exist: VpcId',
    '  1 create, 1 update, 1 unchanged, 1 undecided, 0 delete, 0 keep, 0 replacements',
  ]);
});

test('scopes that stand in what is not there yet are listed, and are something to change', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'plinth-')), 'plinth.yaml');
  writeFileSync(file, 'base: {}\nenvironments: {dev: {}}');
  const summary = {
    create: 0,
    update: 0,
    delete: 0,
    keep: 0,
    replacements: 0,
    monthlyCost: { before: 0, after: 0, adds: 0, unknown: [] },
  };
  const answers: Readonly<Record<string, Response>> = {
    '/base': new Response(JSON.stringify({ done: true, result: { stacks: [], summary } })),
    '/environments/dev': new Response('{"code":"ParentNotReady","detail":"base is not there"}', { status: 409 }),
  };
  const fetch = (async (url: URL) => answers[url.pathname.replace('/v1', '')]) as unknown as typeof globalThis.fetch;
  const shown: string[] = [];
  const terminal = { data: (text: string) => shown.push(text), say() {}, draw() {}, settle() {} };
  const client = createClient({ api: 'http://localhost', fetch, sleep: async () => {} });
  expect(await plan({ client, terminal, json: false, detach: false }, file)).toBe(3);
  expect(stripVTControlCharacters(shown.join())).toMatch(
    /environments\/dev\n.*before the scopes above are provisioned: base is not there/,
  );
});

test('a plan says first which fields change and when, and what users notice', () => {
  const monthlyCost = { before: 0, after: 0, adds: 0, unknown: [] };
  const counts = { create: 0, update: 1, unchanged: 0, undecided: 0, delete: 0, keep: 0, replacements: 0 };
  const lines = planLines({
    scope: 'environments/dev/applications/shop',
    plan: {
      fields: [
        { field: 'route.path', before: '/shop/*', after: '/cart/*', takesEffect: 'swap', users: 'no more /shop/*' },
        { field: 'health.path', before: '/healthz', after: '/up', takesEffect: 'next-release' },
        { field: 'variables', takesEffect: 'next-release' },
      ],
      stacks: [],
      summary: { ...counts, monthlyCost },
    },
  });
  expect(lines.map(stripVTControlCharacters).slice(0, 5)).toEqual([
    'environments/dev/applications/shop',
    '  route.path: /shop/* -> /cart/*  by a swap: the new one is added before the old one goes',
    '      no more /shop/*',
    '  health.path: /healthz -> /up  with the next release',
    '  variables  with the next release',
  ]);
});
