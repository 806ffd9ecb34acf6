import { DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import { ListHostedZonesCommand, Route53Client } from '@aws-sdk/client-route-53';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from '../harness.ts';
import { checkInvariants } from '../invariants.ts';
import { inventory } from '../inventory.ts';
import { ingressOf } from './ingress-of.ts';
import { provideSystem, readSystem, releaseInto, retireSystem } from './system.ts';

const system = readSystem('ecs-preview');
const FRONT = 'environments/test/applications/front';
const API = 'environments/test/applications/api';
const PRODUCTION = 'environments/prod/applications/front';
let stage: Stage;
let before: readonly string[];

beforeAll(async () => {
  stage = await openStage();
  await stage.drive(async () => {
    before = await inventory(stage);
    await provideSystem(stage, system);
  });
}, 180_000);
afterAll(() => stage.stop());

test('each environment has a zone of its own below that of the project', () =>
  stage.drive(async () => {
    const { HostedZones = [] } = await new Route53Client(stage.aws).send(new ListHostedZonesCommand({}));
    const names = HostedZones.map(({ Name }) => Name);
    expect(names).toEqual(
      expect.arrayContaining(['project.example.com.', 'test.project.example.com.', 'prod.project.example.com.']),
    );
  }));

test('services are told where they are, and find each other by name', () =>
  stage.drive(async () => {
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
  stage.drive(async () => {
    expect(await ingressOf(stage, 'plinth--test--front--service')).toEqual([{ from: 80, to: 80, sources: ['group'] }]);
  }));

test('production gets what runs in test when somebody approves', () =>
  stage.drive(async () => {
    const waiting = await stage.run('POST', `/${PRODUCTION}/releases`, { from: 'environments/test' });
    expect(waiting.status).toBe('waiting');
    await stage.send('POST', `/${PRODUCTION}/releases/1/approval`, { body: { approved: true } });
    expect((await stage.ended(waiting.id)).status).toBe('succeeded');
  }));

test(
  'production is protected until somebody says otherwise; then everything goes',
  () =>
    stage.drive(async () => {
      const prod = system.scopes.find(({ scope }) => scope === 'environments/prod');
      await stage.succeed('DELETE', `/${PRODUCTION}?data=delete&confirm=front`);
      expect((await stage.send('DELETE', '/environments/prod')).body.code).toBe('ScopeProtected');
      await stage.succeed('PUT', '/environments/prod', { ...prod?.spec, protected: false });
      await retireSystem(stage, { scopes: system.scopes.filter(({ scope }) => scope !== PRODUCTION) });
      expect(await inventory(stage)).toEqual(before);
    }),
  120_000,
);
