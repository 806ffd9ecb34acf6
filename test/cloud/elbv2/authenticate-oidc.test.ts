import { beforeEach, describe, expect, it } from 'vitest';
import { type WebStage, webStage } from '../ecs/web-stage.ts';

const oidc = {
  Issuer: 'https://login.example.com',
  AuthorizationEndpoint: 'https://login.example.com/authorize',
  TokenEndpoint: 'https://login.example.com/token',
  UserInfoEndpoint: 'https://login.example.com/userinfo',
  ClientId: 'shop',
};
const fixed = (StatusCode: string) => ({ Type: 'fixed-response', Order: 2, FixedResponseConfig: { StatusCode } });
const login = (config: object) => ({
  Type: 'authenticate-oidc',
  Order: 1,
  AuthenticateOidcConfig: { ...oidc, ...config },
});

let stage: WebStage;
let ListenerArn: string;

beforeEach(async () => {
  stage = await webStage();
  const { LoadBalancers } = await stage.call('elasticloadbalancing', 'DescribeLoadBalancers', {});
  const { Listeners } = await stage.call('elasticloadbalancing', 'CreateListener', {
    LoadBalancerArn: LoadBalancers[0].LoadBalancerArn,
    Port: 443,
    Protocol: 'HTTPS',
    Certificates: [{ CertificateArn: 'arn:aws:iam::111122223333:server-certificate/shop' }],
    DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
  });
  ListenerArn = Listeners[0].ListenerArn;
});

const Conditions = [{ Field: 'path-pattern', Values: ['/*'] }];

async function ruleWith(config: object, arn = ListenerArn): Promise<{ RuleArn: string; Actions: object[] }> {
  const Actions = [fixed('200'), login(config)];
  const rule = { ListenerArn: arn, Priority: 2, Conditions, Actions };
  return (await stage.call('elasticloadbalancing', 'CreateRule', rule)).Rules[0];
}

describe('an authenticate-oidc action', () => {
  it('precedes the routing action, has AWS’s defaults, and does not show its client secret', async () => {
    const { RuleArn } = await ruleWith({ ClientSecret: 'secret' });
    const { Rules } = await stage.call('elasticloadbalancing', 'DescribeRules', { RuleArns: [RuleArn] });
    expect(Rules[0].Actions).toEqual([
      login({
        Scope: 'openid',
        SessionCookieName: 'AWSELBAuthSessionCookie',
        SessionTimeout: 604_800,
        OnUnauthenticatedRequest: 'authenticate',
      }),
      fixed('200'),
    ]);
    expect(JSON.stringify(Rules)).not.toContain('secret');
  });

  it.each([
    ['needs a client secret in a new rule', {}],
    ['has no existing client secret in a new rule', { UseExistingClientSecret: true }],
    ['needs an HTTPS endpoint', { ClientSecret: 'secret', TokenEndpoint: 'http://login.example.com/token' }],
  ])('%s', async (_, config) => {
    await expect(ruleWith(config)).rejects.toMatchObject({ code: 'ValidationError' });
  });

  it('is refused on an HTTP listener', async () => {
    const refused = ruleWith({ ClientSecret: 'secret' }, stage.listenerArn);
    await expect(refused).rejects.toMatchObject({ code: 'InvalidLoadBalancerAction' });
  });

  it('cannot be the last action, and needs an order', async () => {
    const change = (Actions: object[]) =>
      stage.call('elasticloadbalancing', 'CreateRule', { ListenerArn, Priority: 3, Conditions, Actions });
    const last = [fixed('200'), { ...login({ ClientSecret: 'secret' }), Order: 3 }];
    await expect(change(last)).rejects.toMatchObject({ code: 'InvalidLoadBalancerAction' });
    const { Order: _, ...unordered } = login({ ClientSecret: 'secret' });
    await expect(change([unordered, fixed('200')])).rejects.toMatchObject({ code: 'InvalidLoadBalancerAction' });
  });

  it('is modified only with a client secret or with the existing one', async () => {
    const { RuleArn, Actions } = await ruleWith({ ClientSecret: 'secret' });
    const modify = (actions: object[]) =>
      stage.call('elasticloadbalancing', 'ModifyRule', { RuleArn, Actions: actions });
    await expect(modify(Actions)).rejects.toMatchObject({ code: 'ValidationError' });
    await modify([login({ UseExistingClientSecret: true }), fixed('201')]);
    await modify([login({ UseExistingClientSecret: true }), fixed('202')]);
    await modify([login({ ClientSecret: 'another' }), fixed('203')]);
    const { Rules } = await stage.call('elasticloadbalancing', 'DescribeRules', { RuleArns: [RuleArn] });
    expect(Rules[0].Actions[1]).toMatchObject({ FixedResponseConfig: { StatusCode: '203' } });
    expect(JSON.stringify(Rules)).not.toContain('UseExistingClientSecret');
  });

  it.each([
    ['deny', 401],
    ['allow', 200],
    ['authenticate', 302],
  ])('treats each request as unauthenticated: %s answers %i', async (OnUnauthenticatedRequest, status) => {
    await ruleWith({ ClientSecret: 'secret', OnUnauthenticatedRequest });
    await stage.kernel.clock.drive(stage.kernel.clock.sleep(120));
    const request = { method: 'GET', url: `http://${stage.dnsName}:443/`, headers: {}, body: new Uint8Array() };
    const response = await stage.kernel.clock.drive(stage.kernel.network.fetch(request));
    expect(response.status).toBe(status);
    if (status !== 302) return;
    expect(response.headers.location).toBe(
      'https://login.example.com/authorize?client_id=shop&response_type=code&scope=openid',
    );
  });
});
