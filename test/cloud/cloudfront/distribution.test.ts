import { beforeEach, expect, test } from 'vitest';
import { acm, acmResourceTypes } from '../../../src/cloud/services/acm/index.ts';
import { cloudfrontResourceTypes } from '../../../src/cloud/services/cloudfront/index.ts';
import { elbv2 } from '../../../src/cloud/services/elbv2/index.ts';
import { route53, route53ResourceTypes } from '../../../src/cloud/services/route53/index.ts';
import { type CloudUnderTest, cloudUnderTest } from '../cloudformation/cloud-under-test.ts';

const ACCOUNT = '111122223333';
let cloud: CloudUnderTest;

beforeEach(() => {
  cloud = cloudUnderTest(
    [acm, elbv2, route53],
    [...acmResourceTypes, ...cloudfrontResourceTypes, ...route53ResourceTypes],
  );
});

/** Requests a certificate in a region and lets it be issued. */
async function issued(region: string): Promise<string> {
  const { kernel } = cloud;
  const place = { account: ACCOUNT, region };
  const call = <T>(service: string, operation: string, input: object) =>
    kernel.clock.drive(kernel.invoke<T>(service, operation, input, place));
  const { HostedZone } = await call<{ HostedZone: { Id: string } }>('route53', 'CreateHostedZone', {
    Name: `${region}.example.com`,
    CallerReference: region,
  });
  const { CertificateArn } = await call<{ CertificateArn: string }>('acm', 'RequestCertificate', {
    DomainName: `${region}.example.com`,
    ValidationMethod: 'DNS',
  });
  await kernel.clock.drive(kernel.clock.sleep(60));
  const { Certificate } = await call<{
    Certificate: { DomainValidationOptions: { ResourceRecord: { Name: string; Value: string } }[] };
  }>('acm', 'DescribeCertificate', { CertificateArn });
  const { Name, Value } = Certificate.DomainValidationOptions[0]!.ResourceRecord;
  const ResourceRecordSet = { Name, Type: 'CNAME', TTL: 60, ResourceRecords: [{ Value }] };
  const ChangeBatch = { Changes: [{ Action: 'CREATE', ResourceRecordSet }] };
  await call('route53', 'ChangeResourceRecordSets', { HostedZoneId: HostedZone.Id, ChangeBatch });
  await kernel.clock.drive(kernel.clock.sleep(3600));
  return CertificateArn;
}

function distribution(change: Record<string, unknown> = {}, origin = 'web') {
  const DistributionConfig = {
    Enabled: true,
    Origins: [{ Id: 'web', DomainName: 'web.example.com', CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } }],
    DefaultCacheBehavior: { TargetOriginId: origin, ViewerProtocolPolicy: 'redirect-to-https' },
    ...change,
  };
  return { Resources: { Web: { Type: 'AWS::CloudFront::Distribution', Properties: { DistributionConfig } } } };
}

const named = (AcmCertificateArn: string) => ({
  Aliases: ['www.example.com'],
  ViewerCertificate: { AcmCertificateArn, SslSupportMethod: 'sni-only', MinimumProtocolVersion: 'TLSv1.2_2021' },
});

async function reasonOf(name: string): Promise<string> {
  const events = await cloud.rawEvents(name);
  return events.find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED')?.ResourceStatusReason ?? '';
}

test('a distribution takes minutes, with a certificate of us-east-1 also under a name of its own', async () => {
  const arn = await issued('us-east-1');
  const startedMs = cloud.kernel.clock.now();
  expect((await cloud.create('web', distribution(named(arn)))).StackStatus).toBe('CREATE_COMPLETE');
  expect(cloud.kernel.clock.now() - startedMs).toBeGreaterThan(120_000);
  const remove = cloud.kernel.invoke(
    'acm',
    'DeleteCertificate',
    { CertificateArn: arn },
    {
      account: ACCOUNT,
      region: 'us-east-1',
    },
  );
  await expect(remove).rejects.toMatchObject({ code: 'ResourceInUseException' });
});

test('a certificate of another region is refused', async () => {
  await cloud.create('web', distribution(named(await issued('eu-west-1'))));
  expect(await reasonOf('web')).toContain("isn't in us-east-1 region");
});

test('names without a certificate, taken names and unknown origins are refused', async () => {
  await cloud.create('bare', distribution({ Aliases: ['www.example.com'] }));
  expect(await reasonOf('bare')).toContain('you must attach a trusted certificate');
  await cloud.create('lost', distribution({}, 'nowhere'));
  expect(await reasonOf('lost')).toContain('origins or origin groups do not exist');
  const arn = await issued('us-east-1');
  await cloud.create('first', distribution(named(arn)));
  await cloud.create('second', distribution(named(arn)));
  expect(await reasonOf('second')).toContain('already associated with a different resource');
});
