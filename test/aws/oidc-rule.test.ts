import { DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { loadBalancing } from '../../src/aws/load-balancing.ts';
import { type Cloud, startCloud } from '../../src/cloud/index.ts';

const target = { account: '111122223333', region: 'eu-west-1' };
let cloud: Cloud;

beforeAll(async () => {
  cloud = await startCloud({ clock: { speed: 60 }, port: 0, apiPort: false, tasks: 'model' });
  vi.stubEnv('AWS_ENDPOINT_URL', cloud.endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_REGION', target.region);
  vi.stubEnv('ACCOUNT', target.account);
  vi.stubEnv('INSTALLATION', 'plinth');
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await cloud.stop();
});

/** A rule of an HTTPS listener that authenticates users before it forwards their requests. */
async function ruleWithLogin(): Promise<{ ruleArn: string; groups: { one: string; two: string } }> {
  const balancer = new ElasticLoadBalancingV2Client({});
  const { Subnets = [] } = await new EC2Client({}).send(new DescribeSubnetsCommand({}));
  const [{ VpcId } = {}] = Subnets;
  const subnets = Subnets.flatMap(({ SubnetId }) => SubnetId ?? []);
  const group = async (Name: string) => {
    const command = new CreateTargetGroupCommand({ Name, Protocol: 'HTTP', Port: 8080, VpcId, TargetType: 'ip' });
    return (await balancer.send(command)).TargetGroups?.[0]?.TargetGroupArn ?? '';
  };
  const groups = { one: await group('slot-one'), two: await group('slot-two') };
  const { LoadBalancers } = await balancer.send(new CreateLoadBalancerCommand({ Name: 'shared', Subnets: subnets }));
  const { Listeners } = await balancer.send(
    new CreateListenerCommand({
      LoadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn,
      Port: 443,
      Protocol: 'HTTPS',
      Certificates: [{ CertificateArn: 'arn:aws:iam::111122223333:server-certificate/shop' }],
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    }),
  );
  const { Rules } = await balancer.send(
    new CreateRuleCommand({
      ListenerArn: Listeners?.[0]?.ListenerArn,
      Priority: 1,
      Conditions: [{ Field: 'path-pattern', Values: ['/*'] }],
      Actions: [
        {
          Type: 'authenticate-oidc',
          Order: 1,
          AuthenticateOidcConfig: {
            Issuer: 'https://login.example.com',
            AuthorizationEndpoint: 'https://login.example.com/authorize',
            TokenEndpoint: 'https://login.example.com/token',
            UserInfoEndpoint: 'https://login.example.com/userinfo',
            ClientId: 'shop',
            ClientSecret: 'secret',
          },
        },
        {
          Type: 'forward',
          Order: 2,
          ForwardConfig: {
            TargetGroups: [
              { TargetGroupArn: groups.one, Weight: 100 },
              { TargetGroupArn: groups.two, Weight: 0 },
            ],
          },
        },
      ],
    }),
  );
  return { ruleArn: Rules?.[0]?.RuleArn ?? '', groups };
}

test('moves the traffic of a rule that authenticates users, again and again', async () => {
  const { ruleArn, groups } = await ruleWithLogin();
  for (const weights of [
    { one: 0, two: 100 },
    { one: 100, two: 0 },
  ]) {
    await loadBalancing.shift(target, [ruleArn], groups, weights);
    expect(await loadBalancing.weights(target, ruleArn)).toEqual({
      [groups.one]: weights.one,
      [groups.two]: weights.two,
    });
  }
});
