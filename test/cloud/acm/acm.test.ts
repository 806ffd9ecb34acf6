import type { DescribeCertificateResponse } from '@aws-sdk/client-acm';
import { expect, test } from 'vitest';
import { certificatesOf } from '../../../src/cloud/kernel/certificates.ts';
import { acm, acmResourceTypes } from '../../../src/cloud/services/acm/index.ts';
import { route53, route53ResourceTypes } from '../../../src/cloud/services/route53/index.ts';
import { cloudUnderTest } from '../cloudformation/cloud-under-test.ts';
import { cloudOf } from '../iam/resource-context.ts';

const DAY_SECONDS = 86_400;

async function cloudWithRequest() {
  const cloud = cloudOf(acm, route53);
  const request = async (DomainName = 'example.com') => {
    const input = { DomainName, SubjectAlternativeNames: [`*.${DomainName}`], ValidationMethod: 'DNS' };
    return (await cloud.call<{ CertificateArn: string }>('acm', 'RequestCertificate', input)).CertificateArn;
  };
  const describe = async (CertificateArn: string) => {
    const answer = await cloud.call<DescribeCertificateResponse>('acm', 'DescribeCertificate', { CertificateArn });
    return answer.Certificate!;
  };
  const pass = (seconds: number) => cloud.kernel.clock.drive(cloud.kernel.clock.sleep(seconds));
  /** Puts the records that ACM asks for into a new zone of the name. */
  const validate = async (arn: string) => {
    const { DomainValidationOptions = [], DomainName } = await describe(arn);
    const { HostedZone } = await cloud.call<{ HostedZone: { Id: string } }>('route53', 'CreateHostedZone', {
      Name: DomainName,
      CallerReference: arn,
    });
    const Changes = DomainValidationOptions.map(({ ResourceRecord }) => ({
      Action: 'UPSERT',
      ResourceRecordSet: { ...ResourceRecord, TTL: 60, ResourceRecords: [{ Value: ResourceRecord?.Value }] },
    }));
    const input = { HostedZoneId: HostedZone.Id, ChangeBatch: { Changes } };
    await cloud.call('route53', 'ChangeResourceRecordSets', input);
  };
  return { ...cloud, request, describe, pass, validate };
}

test('a certificate is issued some time after its validation records are there', async () => {
  const { request, describe, pass, validate } = await cloudWithRequest();
  const arn = await request();
  expect((await describe(arn)).DomainValidationOptions?.[0]?.ResourceRecord).toBeUndefined();
  await pass(60);
  const { DomainValidationOptions: [own, wildcard] = [], Status } = await describe(arn);
  expect(Status).toBe('PENDING_VALIDATION');
  expect(own?.ResourceRecord).toMatchObject({
    Type: 'CNAME',
    Name: expect.stringMatching(/^_\w{32}\.example\.com\.$/),
  });
  expect(wildcard?.ResourceRecord).toEqual(own?.ResourceRecord);
  await validate(arn);
  await pass(3600);
  expect(await describe(arn)).toMatchObject({ Status: 'ISSUED', InUseBy: [] });
});

test('a second certificate of the same names is validated by the records of the first', async () => {
  const { request, describe, pass, validate } = await cloudWithRequest();
  const first = await request();
  await pass(60);
  await validate(first);
  const second = await request();
  expect(second).not.toBe(first);
  await pass(3600);
  expect((await describe(second)).Status).toBe('ISSUED');
});

test('a certificate without its records is given up after three days', async () => {
  const { request, describe, pass } = await cloudWithRequest();
  const arn = await request();
  await pass(2.9 * DAY_SECONDS);
  expect((await describe(arn)).Status).toBe('PENDING_VALIDATION');
  await pass(0.2 * DAY_SECONDS);
  expect((await describe(arn)).Status).toBe('VALIDATION_TIMED_OUT');
});

test('a certificate that something serves with is not deleted', async () => {
  const { call, kernel, request, describe } = await cloudWithRequest();
  const arn = await request();
  const users = ['arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shop/1'];
  certificatesOf(kernel).users.push((asked) => (asked === arn ? users : []));
  expect((await describe(arn)).InUseBy).toEqual(users);
  const remove = () => call('acm', 'DeleteCertificate', { CertificateArn: arn });
  await expect(remove()).rejects.toMatchObject({ code: 'ResourceInUseException' });
  users.length = 0;
  await remove();
  await expect(describe(arn)).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
});

test('the same request with the same token is one certificate', async () => {
  const { call } = await cloudWithRequest();
  const input = { DomainName: 'example.com', ValidationMethod: 'DNS', IdempotencyToken: 'once' };
  const first = await call('acm', 'RequestCertificate', input);
  expect(await call('acm', 'RequestCertificate', input)).toEqual(first);
});

const template = {
  Resources: {
    Zone: { Type: 'AWS::Route53::HostedZone', Properties: { Name: 'example.com' } },
    Certificate: {
      Type: 'AWS::CertificateManager::Certificate',
      Properties: {
        DomainName: 'example.com',
        SubjectAlternativeNames: ['*.example.com'],
        ValidationMethod: 'DNS',
        DomainValidationOptions: ['example.com', '*.example.com'].map((DomainName) => {
          return { DomainName, HostedZoneId: { Ref: 'Zone' } };
        }),
      },
    },
  },
  Outputs: { Arn: { Value: { Ref: 'Certificate' } } },
};

test('a stack makes the validation records, waits for the certificate, and leaves the records behind', async () => {
  const cloud = cloudUnderTest([acm, route53], [...acmResourceTypes, ...route53ResourceTypes]);
  const created = await cloud.create('certificate', template);
  expect(created.StackStatus).toBe('CREATE_COMPLETE');
  expect(certificatesOf(cloud.kernel).status?.(created.Outputs?.[0]?.OutputValue ?? '')).toBe('ISSUED');
  expect((await cloud.remove('certificate')).StackStatus).toBe('DELETE_FAILED');
  const reasons = (await cloud.rawEvents('certificate')).map(({ ResourceStatusReason = '' }) => ResourceStatusReason);
  expect(reasons.join(' ')).toContain('contains non-required resource record sets');
});
