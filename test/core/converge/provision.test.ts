import { describe, expect, it } from 'vitest';
import { PlanResult } from '../../../src/core/api/views/plan.ts';
import { installation, standing } from './installation.ts';

const shop = 'environments/dev/applications/shop';
const cart = { route: { path: '/cart/*' } };

describe('provisioning', () => {
  it('makes a base: keys first, then what they encrypt', async () => {
    const plinth = installation();
    const { trace, operation } = await plinth.put('base', { applications: ['shop'] });
    expect(trace).toEqual(['+keys', '+logs', '+repository-shop', '+alerts', '+buckets']);
    expect(operation).toMatchObject({ status: 'succeeded', result: { outputs: { keys: { KeyArn: 'keys.KeyArn' } } } });
    const scopeState = await plinth.scopeState('base');
    expect([scopeState.status, scopeState.lock]).toEqual(['ready', { holders: {}, fence: 1 }]);
    const repository = await plinth.scopeState('base/repositories/shop');
    expect(repository).toMatchObject({
      status: 'ready',
      stacks: { repository: { stackName: 'plinth--base--shop--repository' } },
    });
    expect(repository.stacks.repository?.parameters).toEqual({
      Application: 'shop',
      KeyArn: 'keys.KeyArn',
      ImagesKept: '100',
    });
  });

  it('makes no repository before there is an application', async () => {
    const { trace } = await installation().put('base');
    expect(trace).toEqual(['+keys', '+logs', '+alerts', '+buckets']);
  });

  it('makes an environment in the order of its requirements, and answers its address', async () => {
    const plinth = installation();
    await plinth.put('base');
    const { trace, operation } = await plinth.put('environments/dev', { owner: 'team-a', tags: { cost: '42' } });
    expect(trace[0]).toBe('+network');
    expect([...trace].sort()).toEqual(['+cluster', '+egress', '+load-balancer', '+network']);
    expect(operation).toMatchObject({
      status: 'succeeded',
      result: { url: 'http://load-balancer.LoadBalancerDns/' },
      steps: [
        { name: 'network', status: 'succeeded', stackName: 'plinth--dev--network', action: 'create' },
        { name: 'egress', status: 'succeeded' },
        { name: 'cluster', status: 'succeeded' },
        { name: 'load-balancer', status: 'succeeded' },
      ],
    });
    const { stacks } = await plinth.scopeState('environments/dev');
    expect(stacks['load-balancer']?.parameters).toEqual({
      VpcId: 'network.VpcId',
      LogBucket: 'logs.LogBucket',
      CertificateArn: 'none',
      Scheme: 'public',
    });
    expect(stacks.network?.parameters).toEqual({ Cidr: '10.1.0.0/16', Zones: '2' });
    expect(stacks.network?.tags).toEqual({
      cost: '42',
      owner: 'team-a',
      'plinth:installation': 'plinth',
      'plinth:scope': 'environments/dev',
      'plinth:component': 'network',
      'plinth:operation': operation.id,
    });
  });

  it('changes nothing when the same is asked again', async () => {
    const plinth = await standing();
    const before = await plinth.scopeState('environments/dev');
    const { trace, operation } = await plinth.put('environments/dev', { components: { mysql: {} } });
    expect(trace).toEqual([]);
    expect(operation.status).toBe('succeeded');
    expect((await plinth.scopeState('environments/dev')).stacks).toEqual(before.stacks);
  });

  it('updates what changed and what reads its outputs', async () => {
    const plinth = await standing();
    const { trace } = await plinth.put('environments/dev', { components: { mysql: {}, egress: { Kind: 'gateway' } } });
    expect(trace).toEqual(['+egress']);
    const wider = await plinth.put('environments/dev', { components: { mysql: {}, network: { Zones: 3 } } });
    expect(wider.trace[0]).toBe('+network');
    expect(wider.trace.length).toBe(5);
  });

  it('updates a stack whose tags changed, also when one was taken away', async () => {
    const plinth = await standing();
    const tagged = await plinth.put('environments/dev', { components: { mysql: {} }, tags: { cost: '42' } });
    expect(tagged.trace.length).toBe(5);
    const plain = await plinth.put('environments/dev', { components: { mysql: {} } });
    expect(plain.trace.length).toBe(5);
    expect((await plinth.scopeState('environments/dev')).stacks.network?.tags).not.toHaveProperty('cost');
  });

  it('answers the host of an application that has one of its own', async () => {
    const plinth = await standing();
    const byPath = await plinth.put(shop, { route: { path: '/shop/*' } });
    expect(byPath.operation).toMatchObject({ result: { url: 'http://load-balancer.LoadBalancerDns/shop/' } });
    const byHost = await plinth.put(shop, { route: { host: 'shop.example.com' } });
    expect(byHost.operation).toMatchObject({ result: { url: 'http://shop.example.com/' } });
  });

  it('sends every parameter with every update', async () => {
    const plinth = await standing();
    await plinth.ports.state.updateScopeState(shop, (scopeState) => ({
      ...scopeState!,
      live: { slot: 'two', release: 3, weights: { one: 0, two: 100 }, since: '2026-11-20T12:00:00.000Z' },
    }));
    await plinth.put(shop, { port: 9000 });
    expect((await plinth.scopeState(shop)).stacks.service?.parameters).toEqual({
      VpcId: 'network.VpcId',
      HttpListenerArn: 'load-balancer.HttpListenerArn',
      KeyArn: 'keys.KeyArn',
      Port: '9000',
      RulePriority: '6451',
      WeightOne: '0',
      PolicyArns: '',
      SecretArns: '',
    });
  });

  it('says beforehand what it adds to the bill, and what has no price', async () => {
    const plinth = installation();
    await plinth.put('base');
    const { operation } = await plinth.put('environments/dev', {}, { planOnly: true });
    const { result } = operation as Extract<typeof operation, { status: 'succeeded' }>;
    expect(PlanResult.parse(result)).toEqual(result);
    expect(operation).toHaveProperty('result.summary.monthlyCost', {
      before: 0,
      after: 16.43,
      adds: 16.43,
      unknown: ['network', 'egress', 'cluster'],
    });
    expect(operation).toHaveProperty(
      'result.stacks',
      expect.arrayContaining([
        expect.objectContaining({ stackKey: 'load-balancer', monthlyCost: { before: 0, after: 16.43, unknown: [] } }),
        expect.objectContaining({ stackKey: 'cluster', monthlyCost: { before: 0, after: 0, unknown: ['cluster'] } }),
      ]),
    );
  });

  it('makes a repository when an application of a new name is put, and leaves those of others alone', async () => {
    const plinth = await standing();
    const before = await plinth.scopeState('base/repositories/shop');
    const { trace, operation } = await plinth.put('environments/dev/applications/cart', cart);
    expect([...trace].sort()).toEqual(['+repository-cart', '+service']);
    expect(await plinth.scopeState('base/repositories/shop')).toEqual(before);
    expect(operation).toMatchObject({ status: 'succeeded' });
    expect((await plinth.put('environments/dev/applications/cart', cart)).trace).toEqual([]);
    await plinth.put('environments/test');
    expect((await plinth.put('environments/test/applications/cart', cart)).trace).toEqual(['+service']);
  });

  it('tells names apart that differ in hyphens alone', async () => {
    const { trace } = await installation().put('base', { applications: ['my-shop', 'myshop'] });
    expect(trace).toEqual(expect.arrayContaining(['+repository-my-shop', '+repository-myshop']));
  });

  it('changes the settings of all repositories with those of the base', async () => {
    const plinth = await standing();
    await plinth.put('environments/dev/applications/cart', cart);
    const { trace } = await plinth.put('base', { components: { repository: { ImagesKept: 50 } } });
    expect([...trace].sort()).toEqual(['+repository-cart', '+repository-shop']);
    const { stacks } = await plinth.scopeState('base/repositories/cart');
    expect(stacks.repository?.parameters.ImagesKept).toBe('50');
  });

  it('fails neither other applications nor the base with a repository that cannot be made', async () => {
    const plinth = await standing();
    const failing = { 'repository-legacy': 'legacy already exists' };
    const path = { route: { path: '/legacy/*' } };
    const legacy = await plinth.put('environments/dev/applications/legacy', path, { failing });
    expect(legacy.operation.status).toBe('failed');
    const others = [
      await plinth.put('environments/dev/applications/cart', cart, { failing }),
      await plinth.put('base', {}, { failing }),
    ];
    expect(others.map(({ operation }) => operation.status)).toEqual(['succeeded', 'succeeded']);
    expect(others[0]?.trace).toContain('+repository-cart');
  });

  it('gives each application its own rule priority, for good', async () => {
    const plinth = await standing();
    await plinth.put('environments/dev/applications/cart', cart);
    const priorities = async () => {
      const claims = await plinth.ports.state.listClaims('environments/dev');
      const ours = claims.filter(({ kind }) => kind === 'priority');
      return Object.fromEntries(ours.map(({ scope, value }) => [scope.split('/').at(-1), value]));
    };
    expect(await priorities()).toEqual({ shop: '6451', cart: '6201' });
    await plinth.retire(shop);
    await plinth.put('environments/dev/applications/mail', { route: { path: '/mail/*' } });
    expect(await priorities()).toEqual({ cart: '6201', mail: '6202' });
  });

  it('gives each environment of a region its own address range', async () => {
    const plinth = await standing();
    await plinth.put('environments/test');
    expect((await plinth.scopeState('environments/test')).stacks.network?.parameters.Cidr).toBe('10.2.0.0/16');
    const overlapping = plinth.put('environments/prod', { components: { network: { Cidr: '10.2.128.0/20' } } });
    await expect(overlapping).rejects.toMatchObject({
      code: 'CidrOverlap',
      fields: [{ pointer: '/components/network/Cidr' }],
    });
  });

  it('refuses to move a network that stands', async () => {
    const plinth = await standing();
    const moving = plinth.put('environments/dev', { components: { network: { Cidr: '10.9.0.0/16' }, mysql: {} } });
    await expect(moving).rejects.toMatchObject({ code: 'InvalidParameter' });
  });

  it('refuses what stands on nothing', async () => {
    const plinth = installation();
    await expect(plinth.put('environments/dev')).rejects.toMatchObject({ code: 'ParentNotReady' });
    await plinth.put('base');
    await plinth.retire('base');
    await expect(plinth.put('environments/dev')).rejects.toMatchObject({ code: 'ParentNotReady' });
    await expect(plinth.put(shop)).rejects.toMatchObject({ code: 'ParentNotReady' });
    expect((await plinth.ports.state.listOperations(undefined)).items.length).toBe(2);
  });

  it('takes away a component that is no longer wanted, unless it holds data', async () => {
    const plinth = await standing();
    const kept = await plinth.put('environments/dev');
    expect(kept.trace).toEqual([]);
    expect((await plinth.scopeState('environments/dev')).stacks.mysql).toBeDefined();
    const allowed = await plinth.put('environments/dev', {}, { allow: ['plinth--dev--mysql'] });
    expect(allowed.trace).toEqual(['-mysql']);
    expect((await plinth.scopeState('environments/dev')).stacks.mysql).toBeUndefined();
  });

  it('is harmless when every state runs twice', async () => {
    const once = installation();
    const twice = installation();
    for (const plinth of [once, twice]) {
      const runs = plinth === twice ? 2 : 1;
      await plinth.put('base', { applications: ['shop'] }, { runs });
      await plinth.put('environments/dev', { components: { mysql: {} } }, { runs });
      await plinth.put(shop, {}, { runs });
      await plinth.retire(shop, {}, { runs });
    }
    expect(comparable(twice.ports.state.snapshot())).toEqual(comparable(once.ports.state.snapshot()));
  });
});

/** Ids differ where a run writes more events; versions count writes. */
function comparable(snapshot: unknown): unknown {
  const plain = JSON.stringify(snapshot, (key, value) => (key === 'version' ? undefined : value));
  const ids = [...new Set(plain.match(/op_[0-9A-Z]{26}/g))];
  return JSON.parse(ids.reduce((text, id, n) => text.replaceAll(id, `op_${n}`), plain));
}
