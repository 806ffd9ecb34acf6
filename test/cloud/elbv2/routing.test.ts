import { describe, expect, it } from 'vitest';
import type { NetworkResponse } from '../../../src/cloud/kernel/network.ts';
import { type WebStage, webStage, weightedForward } from '../ecs/web-stage.ts';

const LATER_SECONDS = 120;

/** Lets a made-up server answer at an address in the stage's VPC, and registers it as a target. */
async function target(
  stage: WebStage,
  slot: 'one' | 'two',
  respond: () => Promise<NetworkResponse>,
): Promise<{ Id: string; Port: number }> {
  const { Subnets } = await stage.call('ec2', 'DescribeSubnets', {});
  const Id = slot === 'one' ? '172.31.0.50' : '172.31.0.60';
  stage.kernel.network.register(`${Id}.${Subnets[0].VpcId}`, 8080, respond);
  await stage.call('elasticloadbalancing', 'RegisterTargets', {
    TargetGroupArn: stage.targetGroups[slot],
    Targets: [{ Id }],
  });
  return { Id, Port: 8080 };
}

const answer = (status: number, text: string): NetworkResponse => ({ status, headers: {}, body: Buffer.from(text) });
const later = (stage: WebStage, seconds = LATER_SECONDS) => stage.kernel.clock.drive(stage.kernel.clock.sleep(seconds));

async function stateOf(stage: WebStage, slot: 'one' | 'two') {
  const { TargetHealthDescriptions } = await stage.call('elasticloadbalancing', 'DescribeTargetHealth', {
    TargetGroupArn: stage.targetGroups[slot],
  });
  return TargetHealthDescriptions[0]?.TargetHealth;
}

describe('a load balancer', () => {
  it('answers 503 itself while nobody is registered', async () => {
    const stage = await webStage();
    await later(stage);
    const { status, text } = await stage.get('/');
    expect(status).toBe(503);
    expect(text).toContain('<title>503 Service Temporarily Unavailable</title>');
  });

  it('keeps the case of its name in its DNS name, and answers to it in any', async () => {
    const stage = await webStage();
    const { Subnets } = await stage.call('ec2', 'DescribeSubnets', {});
    const { LoadBalancers } = await stage.call('elasticloadbalancing', 'CreateLoadBalancer', {
      Name: 'Shop-Load',
      Subnets: Subnets.slice(0, 2).map(({ SubnetId }: { SubnetId: string }) => SubnetId),
    });
    const { LoadBalancerArn, DNSName } = LoadBalancers[0];
    expect(DNSName).toMatch(/^Shop-Load-\d+\.eu-west-1\.elb\.amazonaws\.com$/);
    const fixed = { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '418' } };
    await stage.call('elasticloadbalancing', 'CreateListener', {
      LoadBalancerArn,
      Port: 80,
      Protocol: 'HTTP',
      DefaultActions: [fixed],
    });
    await later(stage, 600);
    for (const host of [DNSName, DNSName.toLowerCase(), DNSName.toUpperCase()]) {
      const sent = { method: 'GET', url: `http://${host}/`, headers: { host }, body: new Uint8Array() };
      expect(await stage.kernel.clock.drive(stage.kernel.network.fetch(sent))).toMatchObject({ status: 418 });
    }
  });

  it('splits requests by weight', async () => {
    const stage = await webStage();
    await target(stage, 'one', async () => answer(200, 'one'));
    await target(stage, 'two', async () => answer(200, 'two'));
    const Actions = [weightedForward(stage.targetGroups, 90, 10)];
    await stage.call('elasticloadbalancing', 'ModifyRule', { RuleArn: stage.ruleArn, Actions });
    await later(stage);
    const answers = await Promise.all(Array.from({ length: 500 }, () => stage.get('/')));
    const toTwo = answers.filter(({ text }) => text === 'two').length;
    expect(toTwo).toBeGreaterThan(20);
    expect(toTwo).toBeLessThan(90);
  });

  it('changes its routing some seconds after the call has returned', async () => {
    const stage = await webStage();
    await target(stage, 'one', async () => answer(200, 'one'));
    await target(stage, 'two', async () => answer(200, 'two'));
    await later(stage);
    const Actions = [weightedForward(stage.targetGroups, 0, 100)];
    await stage.call('elasticloadbalancing', 'ModifyRule', { RuleArn: stage.ruleArn, Actions });
    expect((await stage.get('/')).text).toBe('one');
    await later(stage, 60);
    expect((await stage.get('/')).text).toBe('two');
  });

  it('finds a target unhealthy, says why, and fails open when all are', async () => {
    const stage = await webStage();
    await target(stage, 'one', async () => answer(500, 'broken'));
    await later(stage);
    expect(await stateOf(stage, 'one')).toEqual({
      State: 'unhealthy',
      Reason: 'Target.ResponseCodeMismatch',
      Description: 'Health checks failed with these codes: [500]',
    });
    expect(await stage.get('/')).toEqual({ status: 500, text: 'broken' });
  });

  it('needs as many passed checks as the healthy threshold says', async () => {
    const stage = await webStage();
    await target(stage, 'one', async () => answer(200, 'one'));
    expect(await stateOf(stage, 'one')).toMatchObject({ State: 'initial', Reason: 'Elb.RegistrationInProgress' });
    await later(stage, 9);
    expect(await stateOf(stage, 'one')).toMatchObject({ State: 'initial' });
    await later(stage, 30);
    expect(await stateOf(stage, 'one')).toEqual({ State: 'healthy' });
  });

  it('lets a request under way finish while its target drains, and sends it no new one', async () => {
    const stage = await webStage();
    let seconds = 0;
    const Targets = [
      await target(stage, 'one', async () => {
        await stage.kernel.clock.sleep(seconds);
        return answer(200, 'one');
      }),
    ];
    await later(stage);
    seconds = 4;
    const underWay = stage.kernel.network.fetch({
      method: 'GET',
      url: `http://${stage.dnsName}/`,
      headers: {},
      body: new Uint8Array(),
    });
    await stage.call('elasticloadbalancing', 'DeregisterTargets', { TargetGroupArn: stage.targetGroups.one, Targets });
    expect(await stateOf(stage, 'one')).toMatchObject({ State: 'draining', Reason: 'Target.DeregistrationInProgress' });
    expect((await stage.get('/')).status).toBe(503);
    expect((await stage.kernel.clock.drive(underWay)).status).toBe(200);
    await later(stage, 11);
    expect(await stateOf(stage, 'one')).toBeUndefined();
  });

  it('routes by host, method, header and query, in the order of priorities', async () => {
    const stage = await webStage();
    const rule = (Priority: number, Conditions: object[], MessageBody: string) =>
      stage.call('elasticloadbalancing', 'CreateRule', {
        ListenerArn: stage.listenerArn,
        Priority,
        Conditions,
        Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200', MessageBody } }],
      });
    await stage.call('elasticloadbalancing', 'SetRulePriorities', {
      RulePriorities: [{ RuleArn: stage.ruleArn, Priority: 100 }],
    });
    await rule(1, [{ Field: 'host-header', HostHeaderConfig: { Values: ['*.example.com'] } }], 'host');
    await rule(2, [{ Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['DELETE'] } }], 'method');
    await rule(
      3,
      [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Canary', Values: ['yes'] } }],
      'header',
    );
    await rule(4, [{ Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'v', Value: '2' }] } }], 'query');
    await later(stage);
    const send = async (method: string, path: string, headers: Record<string, string>) => {
      const request = { method, url: `http://${stage.dnsName}${path}`, headers, body: new Uint8Array() };
      return Buffer.from((await stage.kernel.network.fetch(request)).body).toString();
    };
    expect(await send('DELETE', '/', { host: 'shop.example.com' })).toBe('host');
    expect(await send('DELETE', '/', {})).toBe('method');
    expect(await send('GET', '/', { 'x-canary': 'YES' })).toBe('header');
    expect(await send('GET', '/?v=2', {})).toBe('query');
  });

  it('answers 502 for a target that refuses connections', async () => {
    const stage = await webStage();
    let isUp = true;
    await target(stage, 'one', async () => {
      if (isUp) return answer(200, 'one');
      throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    });
    await later(stage);
    isUp = false;
    expect(await stage.get('/')).toMatchObject({ status: 502, text: expect.stringContaining('502 Bad Gateway') });
  });
});

describe('the load balancing API', () => {
  it('refuses to delete a target group in use', async () => {
    const stage = await webStage();
    const deleted = stage.call('elasticloadbalancing', 'DeleteTargetGroup', { TargetGroupArn: stage.targetGroups.one });
    await expect(deleted).rejects.toMatchObject({ code: 'ResourceInUse' });
  });

  it('refuses a second listener on a port and a second rule with a priority', async () => {
    const stage = await webStage();
    const { Listeners } = await stage.call('elasticloadbalancing', 'DescribeListeners', {
      ListenerArns: [stage.listenerArn],
    });
    const { DefaultActions, LoadBalancerArn } = Listeners[0];
    const listener = { LoadBalancerArn, Port: 80, Protocol: 'HTTP', DefaultActions };
    await expect(stage.call('elasticloadbalancing', 'CreateListener', listener)).rejects.toMatchObject({
      code: 'DuplicateListener',
    });
    const Conditions = [{ Field: 'path-pattern', Values: ['/a'] }];
    const rule = { ListenerArn: stage.listenerArn, Priority: 1, Conditions, Actions: DefaultActions };
    await expect(stage.call('elasticloadbalancing', 'CreateRule', rule)).rejects.toMatchObject({
      code: 'PriorityInUse',
    });
  });

  it('refuses the hundred-and-first rule', async () => {
    const stage = await webStage();
    const rule = (Priority: number) =>
      stage.call('elasticloadbalancing', 'CreateRule', {
        ListenerArn: stage.listenerArn,
        Priority,
        Conditions: [{ Field: 'path-pattern', Values: [`/${Priority}`] }],
        Actions: [weightedForward(stage.targetGroups, 1, 1)],
      });
    for (let priority = 2; priority <= 100; priority++) await rule(priority);
    await expect(rule(101)).rejects.toMatchObject({ code: 'TooManyRules' });
  });

  it('refuses to send one target group traffic from two load balancers', async () => {
    const stage = await webStage();
    const { LoadBalancers } = await stage.call('elasticloadbalancing', 'CreateLoadBalancer', {
      Name: 'other',
      Subnets: stage.subnets,
    });
    const listener = {
      LoadBalancerArn: LoadBalancers[0].LoadBalancerArn,
      Port: 80,
      Protocol: 'HTTP',
      DefaultActions: [{ Type: 'forward', TargetGroupArn: stage.targetGroups.one }],
    };
    await expect(stage.call('elasticloadbalancing', 'CreateListener', listener)).rejects.toMatchObject({
      code: 'TargetGroupAssociationLimit',
    });
  });
});
