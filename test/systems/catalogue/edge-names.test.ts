import { globSync, readFileSync } from 'node:fs';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { expect, test } from 'vitest';
import { buildCatalogue } from '../../../src/core/catalogue/build-catalogue.ts';
import type { Stage } from '../../workflows/harness.ts';
import { checkInvariants } from '../../workflows/invariants.ts';
import { stageOfFile } from '../../workflows/stage-of-file.ts';
import { certifiedIn, outputsOf, provideDomain, recordsOf } from './edge-scene.ts';

let stage: Stage;

stageOfFile(async (opened) => {
  stage = opened;
  await provideDomain(stage);
});

function templateOf(component: string): string | undefined {
  const files = globSync('templates/*/*.yaml').map((path) => ({ path, text: readFileSync(path, 'utf8') }));
  return buildCatalogue(files).component(component)?.templateBody;
}

const parametersOf = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));

async function create(component: string, parameters: Readonly<Record<string, string>>): Promise<void> {
  await new CloudFormationClient(stage.aws).send(
    new CreateStackCommand({
      StackName: `late-${component}`,
      TemplateBody: templateOf(component),
      Capabilities: ['CAPABILITY_IAM'],
      Parameters: parametersOf(parameters),
    }),
  );
}

async function statusesOf(stackNames: readonly string[]): Promise<readonly (string | undefined)[]> {
  const client = new CloudFormationClient(stage.aws);
  const answers = stackNames.map((StackName) => client.send(new DescribeStacksCommand({ StackName })));
  return (await Promise.all(answers)).map(({ Stacks }) => Stacks?.[0]?.StackStatus);
}

test('the base has the domain with its certificates, here and for CloudFront, and mail from it', () =>
  stage.drive(async () => {
    const zone = await outputsOf(stage, 'base', 'zone');
    expect(zone).toMatchObject({ ZoneName: 'example.com', ZoneAccount: '111122223333' });
    expect(zone.NameServers?.split(',')).toHaveLength(4);
    const certificate = await outputsOf(stage, 'base', 'certificate');
    expect(certificate.ZoneCertificateArn).toMatch(/^arn:aws:acm:eu-west-1:/);
    expect(certificate.ZoneCdnCertificateArn).toMatch(/^arn:aws:acm:us-east-1:/);
    const names = await recordsOf(stage, zone.ZoneId);
    expect(names['_dmarc.example.com. TXT']).toBe('"v=DMARC1; p=quarantine; adkim=s; aspf=r"');
    expect(names['bounce.example.com. MX']).toBe('10 feedback-smtp.eu-west-1.amazonses.com');
    expect(Object.keys(names).filter((name) => name.includes('_domainkey'))).toHaveLength(3);
    await checkInvariants(stage);
  }));

test('the zone and its certificates outlive the base', () =>
  stage.drive(async () => {
    const plan = await stage.succeed('DELETE', '/base?plan=true');
    const { stacks } = plan.result as { stacks: readonly { stackKey: string; action: string }[] };
    const actions = Object.fromEntries(stacks.map(({ stackKey, action }) => [stackKey, action]));
    expect(actions).toMatchObject({ zone: 'keep', certificate: 'keep', mail: 'delete', 'cdn-keys': 'delete' });
  }));

test('the environment of the base domain itself takes its zone and its certificate, and may share its names', () =>
  stage.drive(async () => {
    const https = { Routing: 'weighted', SetIdentifier: 'live', Weight: 10, HealthCheck: true, HealthName: 'one' };
    await stage.succeed('PUT', '/environments/live', { owner: 'team-a', domain: 'example.com', components: { https } });
    const { ZoneId } = await outputsOf(stage, 'base', 'zone');
    const certificate = await outputsOf(stage, 'base', 'certificate');
    expect(await outputsOf(stage, 'environments/live', 'domain')).toMatchObject({
      HostedZoneId: ZoneId,
      DomainCertificateArn: certificate.ZoneCertificateArn,
      CdnCertificateArn: certificate.ZoneCdnCertificateArn,
    });
    const { ResourceRecordSets = [] } = await new Route53Client(stage.aws).send(
      new ListResourceRecordSetsCommand({ HostedZoneId: ZoneId, StartRecordName: 'example.com', MaxItems: 1 }),
    );
    expect(ResourceRecordSets).toMatchObject([{ Type: 'A', SetIdentifier: 'live', Weight: 10 }]);
    expect(ResourceRecordSets[0]?.HealthCheckId).toBeDefined();
    const { LoadBalancerDns } = await outputsOf(stage, 'environments/live', 'load-balancer');
    expect((await recordsOf(stage, ZoneId))['one.example.com. A']).toContain(LoadBalancerDns);
    await stage.succeed('DELETE', '/environments/live');
    expect((await recordsOf(stage, ZoneId))['example.com. A']).toBeUndefined();
    await checkInvariants(stage);
  }));

test('nobody has an internal load balancer asked from outside', () =>
  stage.drive(async () => {
    const components = { 'load-balancer': { Scheme: 'internal' }, https: { HealthCheck: true } };
    const body = { owner: 'team-a', domain: 'inner.example.com', components };
    const refused = await stage.send('PUT', '/environments/inner', { body });
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer: '/components/https/HealthCheck' }] } });
    expect(refused.body.detail).toContain('Route 53 health checks cannot reach an internal load balancer');
  }));

test('a domain is delegated through a role where its parent zone is of another account, and retired without a trace', () =>
  stage.drive(async () => {
    const { ZoneId, DelegationRoleArn } = await outputsOf(stage, 'base', 'zone');
    const domain = { ParentZoneId: ZoneId, ParentRoleArn: DelegationRoleArn, CdnCertificate: true };
    await stage.succeed('PUT', '/environments/far', {
      owner: 'team-a',
      domain: 'far.example.com',
      components: { domain },
    });
    expect((await recordsOf(stage, ZoneId))['far.example.com. NS']?.split(' ')).toHaveLength(4);
    expect(await certifiedIn(stage, 'eu-west-1')).toContain('far.example.com');
    expect(await certifiedIn(stage, 'us-east-1')).toContain('far.example.com');
    await checkInvariants(stage);
    await stage.succeed('DELETE', '/environments/far');
    expect((await recordsOf(stage, ZoneId))['far.example.com. NS']).toBeUndefined();
    const { HostedZones = [] } = await new Route53Client(stage.aws).send(new ListHostedZonesCommand({}));
    expect(HostedZones.map(({ Name }) => Name)).toEqual(['example.com.']);
    expect(await certifiedIn(stage, 'eu-west-1')).toEqual(['example.com']);
    expect(await certifiedIn(stage, 'us-east-1')).toEqual(['example.com']);
    await checkInvariants(stage);
  }));

/** A name server finds nothing below the domain until its parent delegates it, as a registrar does for a whole domain. */
test('certificates wait for half an hour until their domain is delegated', () =>
  stage.drive(async () => {
    const dns = new Route53Client(stage.aws);
    const made = await dns.send(new CreateHostedZoneCommand({ Name: 'late.example.com', CallerReference: 'late' }));
    const ParentZoneId = made.HostedZone?.Id?.split('/').at(-1) ?? '';
    const { KeyArn = '' } = await outputsOf(stage, 'base', 'keys');
    const common = { Installation: 'plinth', KeyArn };
    const certificate = { ...common, ZoneId: ParentZoneId, ZoneName: 'late.example.com' };
    const below = { Environment: 'x', Domain: 'x.late.example.com', ParentZoneId, CdnCertificate: 'true' };
    await create('certificate', certificate);
    await create('domain', { ...common, ...below });
    await stage.sleep(1800);
    expect(await statusesOf(['late-certificate', 'late-domain'])).toEqual(['CREATE_IN_PROGRESS', 'CREATE_IN_PROGRESS']);
    const { ZoneId } = await outputsOf(stage, 'base', 'zone');
    const servers = made.DelegationSet?.NameServers ?? [];
    const record = {
      Name: 'late.example.com',
      Type: 'NS' as const,
      TTL: 300,
      ResourceRecords: servers.map((Value) => ({ Value })),
    };
    const ChangeBatch = { Changes: [{ Action: 'CREATE' as const, ResourceRecordSet: record }] };
    await dns.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: ZoneId, ChangeBatch }));
    await stage.sleep(3600);
    expect(await statusesOf(['late-certificate', 'late-domain'])).toEqual(['CREATE_COMPLETE', 'CREATE_COMPLETE']);
  }));

test('in us-east-1, where CloudFront hands its logs on, a distribution has its requests logged', () =>
  stage.drive(async () => {
    const client = new CloudFormationClient({ ...stage.aws, region: 'us-east-1' });
    const { KeyMetadata } = await new KMSClient({ ...stage.aws, region: 'us-east-1' }).send(new CreateKeyCommand({}));
    const balancer = { LoadBalancerDns: 'web.example.com', LoadBalancerScheme: 'public' };
    const names = { Environment: 'dev', ...balancer, LogBucket: 'logs' };
    const Parameters = parametersOf({ ...names, KeyArn: KeyMetadata?.Arn ?? '' });
    await client.send(new CreateStackCommand({ StackName: 'cdn', TemplateBody: templateOf('cdn'), Parameters }));
    await stage.sleep(1800);
    const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: 'cdn' }));
    const statuses = StackResources.map(({ ResourceType, ResourceStatus }) => `${ResourceType} ${ResourceStatus}`);
    expect(statuses).toContain('AWS::Logs::Delivery CREATE_COMPLETE');
  }));

const BARE = [
  [
    'domain',
    { Installation: 'plinth', Environment: 'x', Domain: 'x.example.com', KeyArn: 'x' },
    /requires component `zone`/,
  ],
  ['cdn-keys', {}, /at least one of PublicKeyOne/],
] as const;

test.each(BARE)('%s is refused before anything starts where what it needs is missing', (name, values, message) =>
  stage.drive(async () => {
    const create = new CloudFormationClient(stage.aws).send(
      new CreateStackCommand({
        StackName: `bare-${name}`,
        TemplateBody: templateOf(name),
        Capabilities: ['CAPABILITY_IAM'],
        Parameters: parametersOf(values),
      }),
    );
    await expect(create).rejects.toThrow(message);
  }),
);
