import { DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import { ListHostedZonesCommand, Route53Client } from '@aws-sdk/client-route-53';
import { expect, test } from 'vitest';
import { checkInvariants } from '../workflows/invariants.ts';
import { ingressOf } from './ingress-of.ts';
import { change, openSystem, promoteInto, releaseInto, testRetirement } from './system.ts';

const system = openSystem('ecs-preview');
const FRONT = 'environments/test/applications/front';
const API = 'environments/test/applications/api';
const PRODUCTION = 'environments/prod/applications/front';

test('each environment has a zone of its own below that of the project', () =>
  system.drive(async (stage) => {
    const { HostedZones = [] } = await new Route53Client(stage.aws).send(new ListHostedZonesCommand({}));
    const names = HostedZones.map(({ Name }) => Name);
    expect(names).toEqual(
      expect.arrayContaining(['project.example.com.', 'test.project.example.com.', 'prod.project.example.com.']),
    );
  }));

test('services are told where they are, and find each other by name', () =>
  system.drive(async (stage) => {
    await releaseInto(stage, FRONT);
    await releaseInto(stage, API);
    const { taskDefinition } = await new ECSClient(stage.aws).send(
      new DescribeTaskDefinitionCommand({ taskDefinition: 'plinth--test--api' }),
    );
    const variables = taskDefinition?.containerDefinitions?.[0]?.environment ?? [];
    expect(Object.fromEntries(variables.map(({ name, value }) => [name, value]))).toMatchObject({
      ENVIRONMENT: 'test',
      APPLICATION: 'api',
      SERVICE_DISCOVERY: 'test.plinth.internal',
    });
    await checkInvariants(stage);
  }));

test('tasks are reached by the load balancer on their port, and by nobody else', () =>
  system.drive(async (stage) => {
    expect(await ingressOf(stage, 'plinth--test--front--service')).toEqual([{ from: 80, to: 80, sources: ['group'] }]);
  }));

test('production gets what runs in test when somebody approves', () =>
  system.drive(async (stage) => {
    await promoteInto(stage, PRODUCTION, { from: 'environments/test' });
  }));

test('test gets a firewall: its load balancer stays', () =>
  system.drive(async (stage) => {
    const spec = { components: { network: { Cidr: '10.3.0.0/16' }, firewall: {} } };
    expect(await change(stage, system, { scope: 'environments/test', spec })).toEqual({ firewall: 'create' });
  }));

test('production is protected until somebody says otherwise', () =>
  system.drive(async (stage) => {
    expect((await stage.send('DELETE', '/environments/prod')).body.code).toBe('ScopeProtected');
  }));

testRetirement(system, [
  'base--api--repository',
  'base--artifacts',
  'base--buckets',
  'base--front--repository',
  'base--keys',
  'base--logs',
  'base--source',
  'base--zone',
  'test--api--secret',
  'test--api--table',
]);
