import { globSync, readFileSync } from 'node:fs';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { ListHostedZonesCommand, ListResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildCatalogue } from '../../../src/core/catalogue/build-catalogue.ts';
import { openStage, type Stage } from '../harness.ts';
import { checkInvariants } from '../invariants.ts';
import { certifiedIn, outputsOf, provideDomain, recordsOf } from './edge-scene.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
  await stage.drive(() => provideDomain(stage));
});
afterAll(() => stage.stop());

function templateOf(component: string): string | undefined {
  const files = globSync('templates/*/*.yaml').map((path) => ({ path, text: readFileSync(path, 'utf8') }));
  return buildCatalogue(files).component(component)?.templateBody;
}

const parametersOf = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));

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
    const { stacks } = plan.result as { stacks: readonly { component: string; action: string }[] };
    const actions = Object.fromEntries(stacks.map(({ component, action }) => [component, action]));
    expect(actions).toMatchObject({ zone: 'keep', certificate: 'keep', mail: 'delete', 'cdn-keys': 'delete' });
  }));

test('the environment of the base domain itself takes its zone and its certificate, and may share its names', () =>
  stage.drive(async () => {
    const https = { Routing: 'weighted', SetIdentifier: 'live', Weight: 10, HealthCheck: true };
    const components = { https, 'load-balancer-alarms': {} };
    await stage.succeed('PUT', '/environments/live', { owner: 'team-a', domain: 'example.com', components });
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
    await stage.succeed('DELETE', '/environments/live');
    expect((await recordsOf(stage, ZoneId))['example.com. A']).toBeUndefined();
    await checkInvariants(stage);
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

test('in us-east-1, where CloudFront hands its logs on, a distribution has its requests logged', () =>
  stage.drive(async () => {
    const client = new CloudFormationClient({ ...stage.aws, region: 'us-east-1' });
    const Parameters = parametersOf({ Environment: 'dev', LoadBalancerDns: 'web.example.com', LogBucket: 'logs' });
    await client.send(new CreateStackCommand({ StackName: 'cdn', TemplateBody: templateOf('cdn'), Parameters }));
    await stage.sleep(1800);
    const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: 'cdn' }));
    const statuses = StackResources.map(({ ResourceType, ResourceStatus }) => `${ResourceType} ${ResourceStatus}`);
    expect(statuses).toContain('AWS::Logs::Delivery CREATE_COMPLETE');
  }));

const BARE = [
  ['domain', { Installation: 'plinth', Environment: 'x', Domain: 'x.example.com', KeyArn: 'x' }, /needs the zone/],
  ['cdn-keys', {}, /at least one public key/],
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
