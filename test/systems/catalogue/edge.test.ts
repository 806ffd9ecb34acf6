import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import {
  DescribeListenersCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ListObjectVersionsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import type { Stage } from '../../workflows/harness.ts';
import { push } from '../../workflows/images.ts';
import { checkInvariants } from '../../workflows/invariants.ts';
import { QUICK } from '../../workflows/scenes.ts';
import { stageOfFile } from '../../workflows/stage-of-file.ts';
import { outputsOf, provideDomain, recordsOf } from './edge-scene.ts';

const DEV = 'environments/dev';
const COMPONENTS = { domain: { CdnCertificate: true }, firewall: {} };
const ENVIRONMENT = { owner: 'team-a', domain: 'dev.example.com', components: COMPONENTS };

let stage: Stage;

stageOfFile(async (opened) => {
  stage = opened;
  await provideDomain(stage);
  await stage.succeed('PUT', `/${DEV}`, ENVIRONMENT);
});

const records = async () => recordsOf(stage, (await outputsOf(stage, DEV, 'domain')).HostedZoneId);

/** The load balancer's name as an alias has it. */
async function loadBalancer(): Promise<string> {
  const { LoadBalancerDns = '' } = await outputsOf(stage, DEV, 'load-balancer');
  return `${LoadBalancerDns.toLowerCase()}.`;
}

interface SeenListener {
  readonly arn: string;
  readonly certificate: string | undefined;
  readonly action: string;
}

async function listeners(): Promise<Readonly<Record<number, SeenListener>>> {
  const { LoadBalancerArn } = await outputsOf(stage, DEV, 'load-balancer');
  const { Listeners = [] } = await new ElasticLoadBalancingV2Client(stage.aws).send(
    new DescribeListenersCommand({ LoadBalancerArn }),
  );
  return Object.fromEntries(
    Listeners.map(({ Port, ListenerArn, Certificates, DefaultActions }) => {
      const certificate = Certificates?.[0]?.CertificateArn;
      return [Port, { arn: ListenerArn, certificate, action: DefaultActions?.[0]?.Type }];
    }),
  );
}

test('an environment with a domain has a delegated zone, certificates, an HTTPS listener and names', () =>
  stage.drive(async () => {
    const domain = await outputsOf(stage, DEV, 'domain');
    const { ZoneId } = await outputsOf(stage, 'base', 'zone');
    expect((await recordsOf(stage, ZoneId))['dev.example.com. NS']?.split(' ')).toHaveLength(4);
    const own = await records();
    expect(own['dev.example.com. A']).toBe(await loadBalancer());
    expect(own['\\052.dev.example.com. AAAA']).toBe(await loadBalancer());
    expect(own['www.dev.example.com. A']).toBeUndefined();
    const { 80: http, 443: https } = await listeners();
    expect(http?.action).toBe('redirect');
    expect(https?.certificate).toBe(domain.DomainCertificateArn);
    expect(domain.CdnCertificateArn).toMatch(/^arn:aws:acm:us-east-1:/);
    expect((await outputsOf(stage, DEV, 'https')).HttpsListenerArn).toBe(https?.arn);
    await checkInvariants(stage);
  }));

test('an application answers over HTTPS alone, and a toggle leaves the listener and its certificate as they are', () =>
  stage.drive(async () => {
    const path = `${DEV}/applications/shop`;
    await stage.succeed('PUT', `/${path}`, { route: { host: 'shop.dev.example.com' }, release: QUICK });
    for (const tag of ['1', '2']) await push(stage, 'shop', { tag });
    await stage.succeed('POST', `/${path}/releases`, { image: 'shop:1' });
    const before = await listeners();
    await stage.succeed('POST', `/${path}/releases`, { image: 'shop:2' });
    expect(await listeners()).toEqual(before);
    await stage.succeed('POST', `/${path}/rollback`, {});
    expect(await listeners()).toEqual(before);
    const { Rules = [] } = await new ElasticLoadBalancingV2Client(stage.aws).send(
      new DescribeRulesCommand({ ListenerArn: before[443]?.arn }),
    );
    const [rule, ...others] = Rules.filter(({ IsDefault }) => !IsDefault);
    expect(others).toEqual([]);
    expect(rule?.Conditions?.[0]?.HostHeaderConfig?.Values).toEqual(['shop.dev.example.com']);
    expect((await outputsOf(stage, path, 'service')).ProductionRuleArns).toBe(rule?.RuleArn);
    await checkInvariants(stage);
  }));

test('HTTPS leaves an environment when the request names it, and its applications answer without when they are put again', () =>
  stage.drive(async () => {
    const [plain, path] = ['environments/plain', 'environments/plain/applications/shop'];
    await stage.succeed('PUT', `/${plain}`, { owner: 'team-a', domain: 'plain.example.com' });
    const shop = { route: { path: '/*' }, release: QUICK };
    await stage.succeed('PUT', `/${path}`, shop);
    await stage.succeed('POST', `/${path}/releases`, { image: 'shop:1' });
    const refused = await stage.send('PUT', `/${plain}`, { body: { owner: 'team-a' } });
    expect(refused).toMatchObject({ status: 409, body: { code: 'ScopeNotEmpty', scopes: [path] } });
    await stage.succeed('PUT', `/${plain}?allow=plinth--plain--https`, { owner: 'team-a' });
    await stage.succeed('PUT', `/${path}`, shop);
    await stage.succeed('POST', `/${path}/releases`, { image: 'shop:2' });
    await stage.succeed('POST', `/${path}/rollback`, {});
    await checkInvariants(stage);
    await stage.succeed('DELETE', `/${path}`);
    await stage.succeed('DELETE', `/${plain}`);
  }));

async function firewallParameter(name: string): Promise<string | undefined> {
  return (await stage.state.readScopeState(DEV))?.stacks.firewall?.parameters[name];
}

test('with a CDN the names lead to it, and without it back to the load balancer', () =>
  stage.drive(async () => {
    const components = { ...COMPONENTS, cdn: {}, https: { Www: true } };
    await stage.succeed('PUT', `/${DEV}`, { ...ENVIRONMENT, components });
    const cdn = await outputsOf(stage, DEV, 'cdn');
    expect(cdn.CdnDomain).toBe('dev.example.com');
    expect(await firewallParameter('CdnPassArn')).toBe(cdn.CdnPassArn);
    expect(await records()).toMatchObject({
      'dev.example.com. A': `${cdn.CdnDns}.`,
      '\\052.dev.example.com. A': `${cdn.CdnDns}.`,
      'www.dev.example.com. AAAA': `${cdn.CdnDns}.`,
    });
    await checkInvariants(stage);
    await stage.succeed('PUT', `/${DEV}`, ENVIRONMENT);
    const names = await records();
    expect(names['dev.example.com. A']).toBe(await loadBalancer());
    expect(names['www.dev.example.com. A']).toBeUndefined();
    expect(await firewallParameter('CdnPassArn')).toBe('none');
    await checkInvariants(stage);
  }));

test('the firewall stands before the load balancer and writes down what it caught', () =>
  stage.drive(async () => {
    const { FirewallArn, FirewallLogGroup } = await outputsOf(stage, DEV, 'firewall');
    const { LoadBalancerArn } = await outputsOf(stage, DEV, 'load-balancer');
    expect(FirewallLogGroup).toBe('aws-waf-logs-plinth-dev');
    const { StackResources = [] } = await new CloudFormationClient(stage.aws).send(
      new DescribeStackResourcesCommand({ StackName: 'plinth--dev--firewall' }),
    );
    const association = StackResources.find(({ LogicalResourceId }) => LogicalResourceId === 'Association');
    expect(association?.PhysicalResourceId).toBe(`${LoadBalancerArn}|${FirewallArn}`);
  }));

test('a static application is a site under its own name; retired, its files go and its name too', () =>
  stage.drive(async () => {
    const path = `${DEV}/applications/docs`;
    await stage.succeed('PUT', `/${path}`, { type: 'static' });
    const { SiteBucket, SiteUrl, SiteDistributionId } = await outputsOf(stage, path, 'static-site');
    expect(SiteUrl).toBe('https://docs.dev.example.com');
    expect(SiteDistributionId).toMatch(/^E[A-Z0-9]{13}$/);
    expect((await records())['docs.dev.example.com. A']).toMatch(/\.cloudfront\.net\.$/);
    const s3 = new S3Client(stage.aws);
    for (const Body of ['one', 'two']) {
      await s3.send(new PutObjectCommand({ Bucket: SiteBucket, Key: 'index.html', Body }));
    }
    await stage.succeed('DELETE', `/${path}`);
    const look = s3.send(new ListObjectVersionsCommand({ Bucket: SiteBucket }));
    await expect(look).rejects.toMatchObject({ name: 'NoSuchBucket' });
    expect((await records())['docs.dev.example.com. A']).toBeUndefined();
    await checkInvariants(stage);
  }));

test('an application has assets under a name of their own, and keeps them when it is retired', () =>
  stage.drive(async () => {
    const path = `${DEV}/applications/gallery`;
    await stage.succeed('PUT', `/${path}`, { release: QUICK, components: { assets: { Signed: true } } });
    const { AssetsBucket, AssetsUrl } = await outputsOf(stage, path, 'assets');
    expect(AssetsUrl).toBe('https://gallery-assets.dev.example.com');
    const s3 = new S3Client(stage.aws);
    await s3.send(new PutObjectCommand({ Bucket: AssetsBucket, Key: 'cat.png', Body: 'cat' }));
    await stage.succeed('DELETE', `/${path}`);
    const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: AssetsBucket }));
    expect(Versions.map(({ Key }) => Key)).toEqual(['cat.png']);
    await checkInvariants(stage);
  }));
