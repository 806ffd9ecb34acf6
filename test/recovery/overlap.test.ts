import { CloudFormationClient, CreateStackCommand, DeleteStackCommand } from '@aws-sdk/client-cloudformation';
import { DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { DescribeLoadBalancersCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stopExecution } from '../workflows/faults.ts';
import type { Stage } from '../workflows/harness.ts';
import { push } from '../workflows/images.ts';
import { checkInvariants } from '../workflows/invariants.ts';
import { openStage } from '../workflows/open-stage.ts';
import { QUICK } from '../workflows/scenes.ts';

const DEV = '/environments/dev';
const HELLO = '/environments/dev/applications/hello';

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.stop());

interface Bodies {
  readonly environment?: object;
  readonly application?: object;
}

/** Asks for base, environment and application in one breath, and answers how each ended. */
async function allAtOnce({ environment = {}, application = {} }: Bodies = {}) {
  const base = await stage.accept('PUT', '/base', { applications: ['hello'] });
  const dev = await stage.accept('PUT', DEV, { owner: 'team-a', ...environment });
  const hello = await stage.accept('PUT', HELLO, { release: QUICK, ...application });
  const operations = { base, dev, hello };
  const ended = {
    base: await stage.ended(base.id),
    dev: await stage.ended(dev.id),
    hello: await stage.ended(hello.id),
  };
  return { operations, ended };
}

async function loadBalancerState(): Promise<string | undefined> {
  const client = new ElasticLoadBalancingV2Client(stage.aws);
  const { LoadBalancers = [] } = await client.send(new DescribeLoadBalancersCommand({}));
  return LoadBalancers[0]?.State?.Code;
}

test('scopes that are asked for at once stand after the longest way through them, and take a release', () =>
  stage.drive(async () => {
    const startedSeconds = stage.seconds();
    const { ended } = await allAtOnce();
    const tookSeconds = stage.seconds() - startedSeconds;
    expect(Object.values(ended).map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    const starts = Object.values(ended).flatMap(({ steps }) => steps.map(({ name, startedAt }) => [name, startedAt]));
    const start = Object.fromEntries(starts) as Record<string, string>;
    expect(Date.parse(start.network ?? '') - Date.parse(start.keys ?? '')).toBeLessThan(5_000);
    expect(Date.parse(start.service ?? '')).toBeGreaterThan(Date.parse(start['load-balancer'] ?? ''));
    const separately = Object.values(ended).map(({ steps }) => {
      const times = steps.flatMap(({ startedAt = '', endedAt = '' }) => [Date.parse(startedAt), Date.parse(endedAt)]);
      return (Math.max(...times) - Math.min(...times)) / 1000;
    });
    expect(tookSeconds).toBeLessThan(separately.reduce((sum, seconds) => sum + seconds, 0) - 20);
    await push(stage, 'hello', { tag: '1' });
    await stage.succeed('POST', `${HELLO}/releases`, { image: 'hello:1' });
    await checkInvariants(stage);
  }));

test('applications that the base has not heard of may all be asked for at once, with the base', () =>
  stage.drive(async () => {
    const names = ['one', 'two', 'three', 'four', 'five'].map((name) => `${name}-app`);
    const asked = [await stage.accept('PUT', '/base', {}), await stage.accept('PUT', DEV, {})];
    for (const name of names) {
      asked.push(await stage.accept('PUT', `${DEV}/applications/${name}`, { type: 'worker', release: QUICK }));
    }
    for (const { id, scope } of asked) {
      const { status, error } = await stage.ended(id);
      expect(`${scope} ${status} ${error?.message ?? ''}`).toBe(`${scope} succeeded `);
    }
    const { repositories = [] } = await new ECRClient(stage.aws).send(new DescribeRepositoriesCommand({}));
    expect(repositories.map(({ repositoryName }) => repositoryName).toSorted()).toEqual(names.toSorted());
    await checkInvariants(stage);
  }));

test('a base that fails fails those that need it, by its name, and asking again goes on from there', () =>
  stage.drive(async () => {
    const cloudformation = new CloudFormationClient(stage.aws);
    const StackName = 'plinth--base--logs';
    const TemplateBody = JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } } });
    await cloudformation.send(new CreateStackCommand({ StackName, TemplateBody }));
    await stage.sleep(60);
    const { operations, ended } = await allAtOnce();
    expect(ended.base).toMatchObject({ status: 'failed', error: { code: 'ReviewRefused' } });
    for (const { status, error } of [ended.dev, ended.hello]) {
      expect([status, error?.code]).toEqual(['failed', 'RequirementFailed']);
    }
    expect(ended.dev.error?.message).toContain(operations.base.id);
    const dev = await stage.state.readScopeState('environments/dev');
    expect(Object.keys(dev?.stacks ?? {})).toEqual(expect.arrayContaining(['network', 'cluster']));
    expect(dev?.lock).toMatchObject({ holders: {} });
    await cloudformation.send(new DeleteStackCommand({ StackName }));
    await stage.sleep(60);
    const again = await allAtOnce();
    expect(Object.values(again.ended).map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    await checkInvariants(stage);
  }));

test('a base whose workflow somebody stops lets nobody wait', () =>
  stage.drive(async () => {
    const base = await stage.accept('PUT', '/base', { applications: ['hello'] });
    const dev = await stage.accept('PUT', DEV, { owner: 'team-a' });
    await stage.sleep(15);
    const stoppedSeconds = stage.seconds();
    expect(await stopExecution(stage, 'converge', base.id)).toBe(true);
    expect(await stage.ended(base.id)).toMatchObject({ status: 'failed', error: { code: 'ExecutionLost' } });
    const ended = await stage.ended(dev.id);
    expect(ended).toMatchObject({ status: 'failed', error: { code: 'RequirementFailed' } });
    expect(stage.seconds() - stoppedSeconds).toBeLessThan(300);
  }));

test('in Express mode an environment is there before its load balancer is, and a release waits for that', () =>
  stage.drive(async () => {
    const mode = { mode: 'express' };
    await stage.succeed('PUT', '/base', { applications: ['hello'] });
    const { ended } = await allAtOnce({ environment: mode, application: mode });
    expect(Object.values(ended).map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect(await loadBalancerState()).toBe('provisioning');
    await push(stage, 'hello', { tag: '1' });
    const release = await stage.accept('POST', `${HELLO}/releases`, { image: 'hello:1' });
    await stage.sleep(30);
    expect((await stage.operation(release.id)).status).toBe('running');
    expect(await stage.ended(release.id)).toMatchObject({ status: 'succeeded' });
    expect(await loadBalancerState()).toBe('active');
    await checkInvariants(stage);
  }));
