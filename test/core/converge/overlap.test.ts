import { describe, expect, it } from 'vitest';
import { awaitRequirements } from '../../../src/core/converge/await-requirements.ts';
import { planConverge } from '../../../src/core/converge/plan-converge.ts';
import { cancelOperation } from '../../../src/core/operation/cancel-operation.ts';
import { endLostOperation, endOperation } from '../../../src/core/operation/end-operation.ts';
import { readOperation } from '../../../src/core/operation/operation-state.ts';
import { readPlan } from '../../../src/core/plan/plan-documents.ts';
import { installation, standing } from './installation.ts';

const dev = 'environments/dev';
const shop = `${dev}/applications/shop`;
const base = { applications: ['shop'] };
const failure = { code: 'StackFailed', message: 'quota of keys', evidence: [], nextSteps: [] };

async function allAsked() {
  const plinth = installation();
  const ids = [await plinth.ask('base', base), await plinth.ask(dev), await plinth.ask(shop)];
  const operations = () => Promise.all(ids.map((id) => readOperation(id, plinth.ports)));
  return { plinth, ids, operations };
}

/** An environment whose load balancer waits for its base. */
async function waiting() {
  const plinth = installation();
  const [baseId, id] = [await plinth.ask('base', base), await plinth.ask(dev)];
  await planConverge({ operationId: baseId }, plinth.ports);
  await planConverge({ operationId: id }, plinth.ports);
  const wait = (stackKey: string) =>
    awaitRequirements({ operationId: id, stackKey, taskToken: `token of ${stackKey}` }, plinth.ports);
  await plinth.ports.state.putDocument(id, 'outcome/network', {
    status: 'succeeded',
    endedAt: '2026-11-20T12:00:00.000Z',
  });
  return { plinth, baseId, id, wait };
}

describe('scopes that are asked for at once', () => {
  it('are all provisioned, each stack after what it needs wherever that stands', async () => {
    const { plinth, ids, operations } = await allAsked();
    const trace = await plinth.run(ids);
    const follows = (later: string, earlier: string) => trace.indexOf(`+${later}`) > trace.indexOf(`+${earlier}`);
    expect((await operations()).map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect(follows('load-balancer', 'logs')).toBe(true);
    expect(follows('service', 'load-balancer')).toBe(true);
    expect(follows('service', 'buckets')).toBe(true);
    const { stacks } = await plinth.scopeState(shop);
    expect(stacks.service?.parameters).toMatchObject({
      KeyArn: 'keys.KeyArn',
      HttpListenerArn: 'load-balancer.HttpListenerArn',
    });
  });

  it('end the same when every state runs twice', async () => {
    const { plinth, ids, operations } = await allAsked();
    await plinth.run(ids, { runs: 2 });
    expect((await operations()).map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'succeeded']);
  });

  it('fail where the base fails, name its operation, and keep what does not need it', async () => {
    const { plinth, ids, operations } = await allAsked();
    const trace = await plinth.run(ids, { failing: { logs: 'bucket quota' } });
    const [baseOperation, environment, application] = await operations();
    expect(trace).toEqual(expect.arrayContaining(['+keys', '+network', '+cluster', '+egress']));
    expect(trace).not.toContain('+load-balancer');
    expect(baseOperation).toMatchObject({ status: 'failed', error: { message: '`logs`: bucket quota' } });
    expect(environment).toMatchObject({
      status: 'failed',
      error: {
        code: 'RequirementFailed',
        message: `\`load-balancer\`: \`load-balancer\` needs \`logs\` of base, which operation ${ids[0]} did not bring about`,
        nextSteps: [`plinth operations ${ids[0]}`, `plinth operations ${ids[1]}`],
      },
    });
    expect(application).toMatchObject({ status: 'failed', error: { code: 'RequirementFailed' } });
    expect((await plinth.scopeState(dev)).lock).toMatchObject({ holders: {} });
  });

  it('resume when they are asked for again', async () => {
    const { plinth, ids } = await allAsked();
    await plinth.run(ids, { failing: { logs: 'bucket quota' } });
    const again = [await plinth.ask('base', base), await plinth.ask(dev), await plinth.ask(shop)];
    const trace = await plinth.run(again);
    expect([...trace].sort()).toEqual(['+buckets', '+load-balancer', '+logs', '+service']);
  });

  it('make the repositories that the base does not', async () => {
    const plinth = installation();
    const ids = [await plinth.ask('base', { applications: ['other'] }), await plinth.ask(dev), await plinth.ask(shop)];
    const trace = await plinth.run(ids);
    expect(trace.filter((entry) => entry.startsWith('+repository'))).toEqual(['+repository-other', '+repository-shop']);
  });
});

describe('a branch that waits for another operation', () => {
  it('waits while that is under way, and goes on with its outcome', async () => {
    const { plinth, baseId, wait } = await waiting();
    expect(await wait('load-balancer')).toEqual({ ready: false });
    await plinth.run([baseId]);
    expect(plinth.ports.workflows.answers).toContainEqual({ taskToken: 'token of load-balancer', answer: 'succeed' });
  });

  it.each([
    ['fails', (id: string, p: never) => endOperation(id, { status: 'failed', error: failure }, p)],
    ['is lost', (id: string, p: never) => endLostOperation(id, { why: 'its execution does not exist' }, p)],
  ])('fails when that %s', async (_how, end) => {
    const { plinth, baseId, wait } = await waiting();
    await wait('load-balancer');
    await end(baseId, plinth.ports as never);
    const answer = { taskToken: 'token of load-balancer', answer: 'fail', error: 'RequirementFailed' };
    expect(plinth.ports.workflows.answers).toContainEqual(answer);
  });

  it('sees by itself that it has ended, if nobody woke it', async () => {
    const { plinth, baseId, wait } = await waiting();
    await wait('load-balancer');
    plinth.ports.state.listWaiters = async () => ({ items: [] });
    await endLostOperation(baseId, { why: 'its execution does not exist' }, plinth.ports);
    expect(plinth.ports.workflows.answers).toEqual([]);
    expect(await wait('load-balancer')).toEqual({ ready: true });
    expect(plinth.ports.workflows.answers).toMatchObject([{ answer: 'fail' }]);
  });

  it('is passed over when its own operation was cancelled', async () => {
    const { plinth, baseId, id, wait } = await waiting();
    await wait('load-balancer');
    await cancelOperation(id, 'ana', plinth.ports);
    await endLostOperation(id, { why: 'its workflow ended as ABORTED' }, plinth.ports);
    await plinth.run([baseId]);
    expect(await readOperation(baseId, plinth.ports)).toMatchObject({ status: 'succeeded' });
  });
});

describe('what is asked for beside a provision', () => {
  it('takes outputs of a parent that is being changed from after that change', async () => {
    const plinth = await standing();
    const environment = await plinth.ask(dev, { components: { network: { Zones: '3' }, mysql: {} } });
    const application = await plinth.ask(shop, { port: 9090 });
    await planConverge({ operationId: environment }, plinth.ports);
    await planConverge({ operationId: application }, plinth.ports);
    const service = (await readPlan(application, plinth.ports))?.stacks.find(({ stackKey }) => stackKey === 'service');
    expect(service?.parameters).toMatchObject({
      VpcId: { from: { component: 'network', output: 'VpcId', scope: dev } },
      KeyArn: { value: 'keys.KeyArn' },
    });
    expect(service?.awaits).toContainEqual({ operationId: environment, scope: dev, component: 'network' });
  });

  it('refuses to build on a stack that is about to go', async () => {
    const plinth = await standing();
    await plinth.ask(dev, {});
    await expect(plinth.ask(shop, { uses: ['mysql'] })).rejects.toMatchObject({ code: 'ParentNotReady' });
  });

  it('is refused while the parent is not there and nobody makes it', async () => {
    const plinth = installation();
    await expect(plinth.ask(dev)).rejects.toMatchObject({ code: 'ParentNotReady' });
    await plinth.put('base', base, { failing: { logs: 'bucket quota' } });
    await expect(plinth.ask(dev)).rejects.toMatchObject({ code: 'ParentNotReady' });
  });

  it('refuses to retire an environment in which an application waits, and the base below it', async () => {
    const { plinth } = await allAsked();
    await expect(plinth.ask(dev, {}, 'retire')).rejects.toMatchObject({ code: expect.stringMatching(/Scope/) });
    await expect(plinth.ask('base', {}, 'retire')).rejects.toMatchObject({ code: expect.stringMatching(/Scope/) });
  });

  it('plans nothing that it cannot know, and changes nothing', async () => {
    const plinth = installation();
    await plinth.ask('base', base);
    const { operation } = await plinth.put(dev, {}, { planOnly: true });
    const balancer = { stackKey: 'load-balancer', action: 'create', unknown: ['VpcId', 'LogBucket'] };
    expect(operation).toMatchObject({ status: 'succeeded', planOnly: true });
    expect(operation).toHaveProperty('result.stacks', expect.arrayContaining([expect.objectContaining(balancer)]));
  });
});
