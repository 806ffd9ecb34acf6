import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { buildCatalogue } from '../../../src/core/catalogue/build-catalogue.ts';
import { readPlan } from '../../../src/core/plan/plan-documents.ts';
import { fakePorts } from '../../fakes/index.ts';
import { recordedStacks } from '../../fakes/recorded-stacks.ts';
import { installation } from './installation.ts';

const templates = globSync('templates/*/*.yaml').map((path) => ({ path, text: readFileSync(path, 'utf8') }));

it('wires the templates of the product from an empty body, layer by layer', async () => {
  const plinth = installation(fakePorts({ catalogue: buildCatalogue(templates), stacks: recordedStacks }));
  const base = await plinth.put('base', { applications: ['hello'] });
  const environment = await plinth.put('environments/dev');
  const application = await plinth.put('environments/dev/applications/hello', { type: 'web' });
  expect([base, environment, application].map(({ operation }) => operation.status)).toEqual([
    'succeeded',
    'succeeded',
    'succeeded',
  ]);
  const { stacks } = await plinth.scopeState('environments/dev/applications/hello');
  expect(stacks.service?.parameters).toMatchObject({
    Application: 'hello',
    VpcId: 'network.VpcId',
    HttpListenerArn: 'load-balancer.HttpListenerArn',
    PortOne: '8080',
    PortTwo: '8080',
    RoutePath: '/*',
    LiveSlot: 'one',
    WeightOne: '100',
    WeightTwo: '0',
    RulePriority: '6451',
  });
  const again = await plinth.put('environments/dev');
  expect(again.trace).toEqual([]);
});

it('fits the subnets into whatever range an environment asks for', async () => {
  const plinth = installation(fakePorts({ catalogue: buildCatalogue(templates), stacks: recordedStacks }));
  await plinth.put('base');
  await plinth.put('environments/dev', { components: { network: { Cidr: '192.168.4.0/24' } } });
  const { stacks } = await plinth.scopeState('environments/dev');
  expect(stacks.network?.parameters).toMatchObject({ Cidr: '192.168.4.0/24', SubnetBits: '4' });
});

it('sends in Express mode what needs nobody to wait for it, and never the way out', async () => {
  const plinth = installation(fakePorts({ catalogue: buildCatalogue(templates), stacks: recordedStacks }));
  const modes = async (id: string) => {
    const plan = await readPlan(id, plinth.ports);
    return Object.fromEntries((plan?.stacks ?? []).map(({ stackKey, mode = 'standard' }) => [stackKey, mode]));
  };
  const express = { mode: 'express' };
  const base = await plinth.put('base', { applications: ['hello'], ...express });
  const environment = await plinth.put('environments/dev', express);
  const application = await plinth.put('environments/dev/applications/hello', express);
  expect(await modes(base.operation.id)).toEqual({
    keys: 'express',
    logs: 'express',
    buckets: 'express',
    alerts: 'express',
    'repository-hello': 'express',
  });
  expect(await modes(environment.operation.id)).toEqual({
    network: 'express',
    egress: 'standard',
    cluster: 'express',
    'load-balancer': 'express',
    'load-balancer-alarms': 'express',
  });
  expect(await modes(application.operation.id)).toEqual({ service: 'express' });
});
