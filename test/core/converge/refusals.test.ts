import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Zones } from '../../../src/core/ports/index.ts';
import { placedRelease } from '../../builders.ts';
import { fakePorts } from '../../fakes/index.ts';
import { recordedStacks } from '../../fakes/recorded-stacks.ts';
import { catalogueOf, smallSketches } from '../templates.ts';
import { installation, standing } from './installation.ts';

const dev = 'environments/dev';
const shop = 'environments/dev/applications/shop';

/** A refusal with this code at this place. */
const refusal = (code: string, pointer: string) => ({ code, fields: [expect.objectContaining({ pointer })] });

/** The application's first release is live, with the spec of now. */
async function goLive({ ports: { state } }: ReturnType<typeof installation>): Promise<void> {
  const spec = (await state.readSpec(shop))?.spec ?? {};
  await state.createRelease(placedRelease({ scope: shop, number: 1, status: 'live', spec }));
  const live = { slot: 'one' as const, release: 1, weights: { one: 100, two: 0 }, since: '2026-11-20T12:00:00.000Z' };
  await state.updateScopeState(shop, (scopeState) => ({ ...scopeState!, live }));
}

describe('a use', () => {
  it('of what the environment does not have is refused before anything starts', async () => {
    const plinth = installation();
    await plinth.put('base');
    await plinth.put(dev);
    await expect(plinth.ask(shop, { uses: ['mysql'] })).rejects.toMatchObject(refusal('ParentNotReady', '/uses/0'));
  });

  it('of what the environment is getting waits for it', async () => {
    const plinth = installation();
    await plinth.put('base');
    const ids = [await plinth.ask(dev, { components: { mysql: {} } }), await plinth.ask(shop, { uses: ['mysql'] })];
    const trace = await plinth.run(ids);
    expect(trace.indexOf('+service')).toBeGreaterThan(trace.indexOf('+mysql'));
    expect((await plinth.scopeState(shop)).stacks.service?.parameters.SecretArns).toBe('mysql.MysqlSecretArn');
  });

  it('of a component of its own is a list that is joined when it stands', async () => {
    const plinth = await standing();
    const { trace } = await plinth.put(shop, { components: { bucket: {} } });
    expect(trace).toEqual(['+bucket', '+service']);
    expect((await plinth.scopeState(shop)).stacks.service?.parameters.PolicyArns).toBe('bucket.BucketPolicyArn');
  });
});

describe('a component that an environment leaves out', () => {
  const used = async () => {
    const plinth = await standing();
    await plinth.put(shop, { uses: ['mysql'] });
    return plinth;
  };

  it('stays while it holds data, whoever uses it', async () => {
    await expect((await used()).ask(dev, {})).resolves.toBeDefined();
  });

  it('is refused to go while an application uses it', async () => {
    const plinth = await used();
    const gone = { allow: ['plinth--dev--mysql'] };
    await expect(plinth.put(dev, {}, gone)).rejects.toMatchObject(refusal('ScopeNotEmpty', '/components/mysql'));
    await plinth.put(shop);
    expect((await plinth.put(dev, {}, gone)).trace).toEqual(['-mysql']);
  });
});

describe('an environment', () => {
  it.each([
    ['account', { account: '444455556666' }],
    ['region', { region: 'us-east-1' }],
  ])('in another %s than its base is refused', async (field, elsewhere) => {
    const plinth = installation();
    await plinth.put('base');
    await expect(plinth.ask(dev, elsewhere)).rejects.toMatchObject(refusal('InvalidRequest', `/${field}`));
  });

  it('may name the account and region that it is in anyway', async () => {
    const plinth = installation();
    await plinth.put('base');
    await expect(plinth.ask(dev, { account: '111122223333', region: 'eu-west-1' })).resolves.toBeDefined();
  });
});

describe('a parameter that its template calls fixed', () => {
  const internal = { components: { 'load-balancer': { Scheme: 'internal' } } };

  it('is refused another value while its stack stands, and takes any before', async () => {
    const plinth = installation();
    await plinth.put('base');
    await plinth.put(dev);
    const pointer = '/components/load-balancer/Scheme';
    await expect(plinth.ask(dev, internal)).rejects.toMatchObject(refusal('InvalidParameter', pointer));
    await expect(plinth.ask(dev, internal)).rejects.toThrow('which is deleted when its scope is retired');
    await expect(plinth.ask('environments/test', internal)).resolves.toBeDefined();
  });
});

describe('what a spec has wrong', () => {
  it('is said before what others have taken', async () => {
    const plinth = installation();
    await plinth.put('base');
    await plinth.put(dev);
    await plinth.put(shop);
    const other = `${dev}/applications/other`;
    await expect(plinth.ask(other)).rejects.toMatchObject(refusal('InvalidRequest', '/route/path'));
    const lacking = plinth.ask(other, { uses: ['mysql'] });
    await expect(lacking).rejects.toMatchObject(refusal('ParentNotReady', '/uses/0'));
    const misplaced = plinth.ask(other, { components: { mysql: {} } });
    await expect(misplaced).rejects.toMatchObject(refusal('UnknownComponent', '/components/mysql'));
  });
});

describe('a number that its template lets grow', () => {
  const zones = (Zones: number) => ({ components: { network: { Zones } } });

  it('rises while its stack stands, and does not fall', async () => {
    const plinth = installation();
    await plinth.put('base');
    await plinth.put(dev, zones(2));
    await plinth.put(dev, zones(3));
    const pointer = '/components/network/Zones';
    await expect(plinth.ask(dev, zones(2))).rejects.toMatchObject(refusal('InvalidParameter', pointer));
  });
});

describe('an ARN that its template takes only of here', () => {
  it.each([
    ['region', 'arn:aws:acm:us-east-1:111122223333:certificate/1'],
    ['account', 'arn:aws:acm:eu-west-1:444455556666:certificate/1'],
  ])('is refused of another %s', async (_, CertificateArn) => {
    const plinth = installation();
    await plinth.put('base');
    const asked = plinth.ask(dev, { components: { 'load-balancer': { CertificateArn } } });
    await expect(asked).rejects.toMatchObject(refusal('InvalidParameter', '/components/load-balancer/CertificateArn'));
  });

  it('is taken of its account and region, and may be none', async () => {
    const plinth = installation();
    await plinth.put('base');
    for (const CertificateArn of ['arn:aws:acm:eu-west-1:111122223333:certificate/1', 'none']) {
      await plinth.put(dev, { components: { 'load-balancer': { CertificateArn } } });
    }
  });
});

describe('a component that an application builds on where it is there', () => {
  const layer = 'application';
  const catalogue = catalogueOf({
    ...Object.fromEntries(['keys', 'logs', 'buckets', 'repository', 'alerts'].map((name) => [name, { layer: 'base' }])),
    ...Object.fromEntries(['network', 'egress', 'cluster', 'load-balancer'].map((name) => [name, {}])),
    speed: { outputs: ['SpeedListener'] },
    mail: { layer: 'base', outputs: ['MailDomain'] },
    inbox: { layer, requires: ['mail'] },
    queue: { layer, outputs: ['QueueUrl'], provides: { Variables: { QUEUE_URL: 'QueueUrl' } } },
    cache: { outputs: ['CacheGroup'], provides: { SecurityGroup: 'CacheGroup' } },
    external: { substituteFor: { network: 'ForeignVpc' }, parameters: { ForeignVpc: { Default: 'none' } } },
    store: { data: true, outputs: ['StoreHost'] },
    service: {
      layer,
      requires: ['network'],
      optional: ['speed', 'store'],
      parameters: { SpeedListener: { Default: 'none' }, StoreHost: { Default: 'none' } },
    },
    task: { layer: 'release' },
  });
  const faster = { components: { speed: {} } };
  const plinthWith = async (environment: object, base: object = {}) => {
    const plinth = installation(fakePorts({ catalogue, stacks: recordedStacks }));
    await plinth.put('base', { applications: ['shop'], ...base });
    await plinth.put(dev, environment);
    await plinth.put(shop);
    return plinth;
  };

  it('leaves only when the request allows it by name, and the application does without it from its next change on', async () => {
    const plinth = await plinthWith(faster);
    const refused = refusal('ScopeNotEmpty', '/components/speed');
    await expect(plinth.ask(dev, {})).rejects.toMatchObject({ ...refused, extra: { scopes: [shop] } });
    expect((await plinth.put(dev, {}, { allow: ['plinth--dev--speed'] })).trace).toEqual(['-speed']);
    await plinth.put(shop);
    expect((await plinth.scopeState(shop)).stacks.service?.parameters.SpeedListener).toBe('none');
  });

  it('that holds data stays until the application has left it, whatever is allowed', async () => {
    const plinth = await plinthWith({ components: { store: {} } });
    const allow = ['plinth--dev--store'];
    const refused = { message: expect.stringContaining('remove `service` from each of them first') };
    await expect(plinth.put(dev, {}, { allow })).rejects.toMatchObject(refused);
  });

  it('is as safe in the base, whatever environment the application is in', async () => {
    const plinth = await plinthWith({}, { components: { mail: {} } });
    await plinth.put(shop, { components: { inbox: {} } });
    await expect(plinth.put('base')).rejects.toMatchObject(refusal('ScopeNotEmpty', '/components/mail'));
    await plinth.put(shop);
    expect((await plinth.put('base')).trace).toEqual(['-mail']);
  });

  it('is used for as long as the live release was made with it', async () => {
    const plinth = await plinthWith({ components: { cache: {} } });
    await plinth.put(shop, { uses: ['cache'] });
    await goLive(plinth);
    await plinth.put(shop);
    await expect(plinth.ask(dev, {})).rejects.toMatchObject(refusal('ScopeNotEmpty', '/components/cache'));
  });

  it('of its own leaves only when the request allows it by name', async () => {
    const plinth = await plinthWith({});
    await plinth.put(shop, { components: { queue: {} } });
    await goLive(plinth);
    await expect(plinth.ask(shop, {})).rejects.toMatchObject(refusal('ScopeNotEmpty', '/components/queue'));
    const allow = ['plinth--dev--shop--queue'];
    expect((await plinth.put(shop, {}, { allow })).trace).toContain('-queue');
  });

  it('is as needed where another one stands in for it', async () => {
    const plinth = await plinthWith({ components: { external: { ForeignVpc: 'vpc-9' } } });
    await expect(plinth.ask(dev, {})).rejects.toMatchObject(refusal('ScopeNotEmpty', '/components/external'));
  });

  it('leaves at once where no application has built on it', async () => {
    const plinth = await plinthWith({});
    await plinth.put(dev, faster);
    expect((await plinth.put(dev)).trace).toEqual(['-speed']);
  });
});

describe('a domain', () => {
  const catalogue = catalogueOf({
    ...Object.fromEntries(['keys', 'logs', 'buckets', 'repository', 'alerts'].map((name) => [name, { layer: 'base' }])),
    ...Object.fromEntries(['network', 'egress', 'cluster', 'load-balancer'].map((name) => [name, {}])),
    zone: { layer: 'base', parameters: { DomainName: {} }, outputs: ['ZoneName'] },
    domain: {
      optional: ['zone'],
      parameters: { Domain: {}, ParentZoneId: { Default: 'none' }, ParentRoleArn: { Default: 'none' } },
    },
    https: { requires: ['load-balancer', 'domain'] },
  });
  const stacks = recordedStacks;
  const zones = { domain: vi.fn<Zones['domain']>() };
  beforeEach(() => zones.domain.mockImplementation(async (_, id) => (id === 'Z123' ? 'example.org' : undefined)));
  const plinthWith = async (base: object) => {
    const plinth = installation(fakePorts({ catalogue, stacks, zones }));
    await plinth.put('base', base);
    const example = { ZoneName: 'example.com' };
    await plinth.ports.state.updateScopeState('base', (scopeState) => {
      const { zone } = scopeState!.stacks;
      return zone
        ? { ...scopeState!, stacks: { ...scopeState!.stacks, zone: { ...zone, outputs: example } } }
        : scopeState!;
    });
    return plinth;
  };
  const zone = { components: { zone: { DomainName: 'example.com' } } };

  it('brings its zone and its listener with it', async () => {
    const { trace } = await (await plinthWith(zone)).put(dev, { domain: 'dev.example.com' });
    expect(trace).toEqual(expect.arrayContaining(['+domain', '+https']));
  });

  it('that nothing delegates is refused', async () => {
    const asked = (await plinthWith({})).ask(dev, { domain: 'dev.example.com' });
    await expect(asked).rejects.toMatchObject(refusal('ParentNotReady', '/domain'));
  });

  it.each(['dev.example.org', 'badexample.com'])('outside of the zone of the base is refused: %s', async (domain) => {
    const asked = (await plinthWith(zone)).ask(dev, { domain });
    await expect(asked).rejects.toMatchObject(refusal('InvalidRequest', '/domain'));
  });

  it('may be that of the base itself, or have its parent elsewhere', async () => {
    const plinth = await plinthWith(zone);
    await expect(plinth.ask(dev, { domain: 'example.com' })).resolves.toBeDefined();
    const elsewhere = { domain: 'test.example.org', components: { domain: { ParentZoneId: 'Z123' } } };
    await expect(plinth.ask('environments/test', elsewhere)).resolves.toBeDefined();
  });

  it('of the zone of the base itself leaves room for those inside it', async () => {
    const plinth = await plinthWith(zone);
    await plinth.put(dev, { domain: 'dev.example.com' });
    await plinth.put('environments/prod', { domain: 'example.com' });
    await expect(plinth.ask('environments/test', { domain: 'test.example.com' })).resolves.toBeDefined();
    const inner = plinth.ask('environments/inner', { domain: 'api.dev.example.com' });
    await expect(inner).rejects.toMatchObject(refusal('InvalidRequest', '/domain'));
  });

  it.each([
    ['is not there', 'test.example.org', 'Z9'],
    ['does not hold it', 'test.example.net', 'Z123'],
    ['only ends alike', 'badexample.org', 'Z123'],
    ['is of the same name', 'example.org', 'Z123'],
  ])('whose parent zone %s is refused', async (_, domain, ParentZoneId) => {
    const asked = (await plinthWith(zone)).ask(dev, { domain, components: { domain: { ParentZoneId } } });
    await expect(asked).rejects.toMatchObject(refusal('InvalidParameter', '/components/domain/ParentZoneId'));
  });

  it('has its parent zone looked at neither in another account nor again once it stands', async () => {
    const plinth = await plinthWith(zone);
    const domain = { ParentZoneId: 'Z123' };
    await plinth.put(dev, { domain: 'dev.example.org', components: { domain } });
    zones.domain.mockResolvedValue(undefined);
    const again = plinth.ask(dev, { domain: 'dev.example.org', owner: 'ana', components: { domain } });
    await expect(again).resolves.toBeDefined();
    const there = { ParentZoneId: 'Z9', ParentRoleArn: 'arn:aws:iam::444455556666:role/plinth--base-delegation' };
    const far = plinth.ask('environments/far', { domain: 'far.example.org', components: { domain: there } });
    await expect(far).resolves.toBeDefined();
  });

  it('is held against the spec of a base that is being provisioned', async () => {
    const plinth = installation(fakePorts({ catalogue, stacks }));
    await plinth.ask('base', zone);
    await expect(plinth.ask(dev, { domain: 'dev.example.org' })).rejects.toMatchObject({ code: 'InvalidRequest' });
    await expect(plinth.ask(dev, { domain: 'dev.example.com' })).resolves.toBeDefined();
  });

  it('is asked for where its component is wanted without one', async () => {
    const asked = (await plinthWith(zone)).ask(dev, { components: { domain: {} } });
    await expect(asked).rejects.toMatchObject(refusal('MissingParameter', '/domain'));
  });
});

describe('a rule of the load balancer', () => {
  it('is taken by each application that it sends requests to, and there are fifty', async () => {
    const plinth = await standing();
    for (let n = 1; n <= 50; n++) {
      const claim = { parent: dev, kind: 'priority' as const, key: `priority/${n}`, value: String(n), standing: true };
      await plinth.ports.state.putClaim({ ...claim, scope: `${dev}/applications/app${n}`, operationId: 'op_0' });
    }
    const asked = plinth.ask('environments/dev/applications/last');
    await expect(asked).rejects.toMatchObject(refusal('QuotaExceeded', '/application'));
  });
});

describe('a network of somebody else', () => {
  const catalogue = catalogueOf({
    ...Object.fromEntries(['keys', 'logs', 'buckets', 'repository', 'alerts'].map((name) => [name, { layer: 'base' }])),
    network: { outputs: ['VpcId'], parameters: { Cidr: {} } },
    ...Object.fromEntries(['egress', 'cluster', 'load-balancer'].map((name) => [name, { requires: ['network'] }])),
    external: { substituteFor: { network: 'ForeignVpc' }, parameters: { ForeignVpc: { Default: 'none' } } },
  });

  it('claims no address range, and nothing of our own is made', async () => {
    const plinth = installation(fakePorts({ catalogue, stacks: recordedStacks }));
    await plinth.put('base');
    const { trace } = await plinth.put(dev, { components: { external: { ForeignVpc: 'vpc-9' } } });
    expect([...trace].sort()).toEqual(['+cluster', '+egress', '+external', '+load-balancer']);
    expect(await plinth.ports.state.listClaims('base')).toEqual([]);
    await plinth.put('environments/test');
    expect((await plinth.ports.state.listClaims('base')).map(({ scope }) => scope)).toEqual(['environments/test']);
  });
});

describe('a rule of what releases are made of', () => {
  const isHosts = { 'Fn::Equals': [{ Ref: 'RunsOn' }, 'hosts'] };
  const Assert = { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'HostsName' }, 'none'] }] };
  const task = {
    ...smallSketches.task,
    optional: ['hosts'],
    parameters: { ...smallSketches.task?.parameters, RunsOn: { Default: 'fargate' }, HostsName: { Default: 'none' } },
    rules: { HostsAreThere: { RuleCondition: isHosts, Assertions: [{ Assert, AssertDescription: 'No hosts.' }] } },
  };
  const hosts = { requires: ['cluster'], outputs: ['HostsName'] };
  const catalogue = catalogueOf({ ...smallSketches, hosts, task });
  const onHosts = { components: { task: { RunsOn: 'hosts' } } };

  it('refuses the application, at the parameter for which the rule is asked', async () => {
    const plinth = await standing(catalogue);
    const refused = refusal('InvalidParameter', '/components/task/RunsOn');
    await expect(plinth.ask(shop, onHosts)).rejects.toMatchObject(refused);
    await plinth.put(dev, { components: { mysql: {}, hosts: {} } });
    expect((await plinth.put(shop, onHosts)).operation).toMatchObject({ status: 'succeeded' });
  });

  it('says nothing of what the environment is only getting', async () => {
    const plinth = await standing(catalogue);
    await plinth.ask(dev, { components: { mysql: {}, hosts: {} } });
    expect(await plinth.ask(shop, onHosts)).toMatch(/^op_/);
  });

  it('says nothing while what a release needs does not stand: the release will', async () => {
    const plinth = await standing(catalogue);
    await plinth.ports.state.updateScopeState(dev, (scopeState) => {
      const { egress: _, ...stacks } = scopeState!.stacks;
      return { ...scopeState!, stacks };
    });
    expect(await plinth.ask(shop, onHosts)).toMatch(/^op_/);
  });
});
